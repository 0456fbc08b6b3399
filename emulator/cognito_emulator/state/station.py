"""Restores state before the first request, saves it after the last one, and on demand below `PATH`.

`POST …/snapshot` answers with a snapshot, whose companion is the body. Of what is kept in a directory
`GET /_emulator/state` tells, `GET …/companion` gives the companion of the state that runs, `POST …/change`
begins a change, and `POST /_emulator/state` saves, with its body as the new companion. The origin station
lets only this machine in.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cognito_emulator.cognito.protocol import TARGET_PREFIX
from cognito_emulator.gateway.headers import values_of
from cognito_emulator.state.errors import StateError
from cognito_emulator.state.keeper import StateKeeper
from cognito_emulator.state.path import PATH
from cognito_emulator.state.snapshots import Snapshots

_OF_COGNITO = TARGET_PREFIX.rstrip(".")
_READING = ("BatchGet", "Describe", "Get", "List", "Query", "Scan")
NOTHING_KEPT = "This emulator keeps no state: start it with --state-dir DIR."


@dataclass(frozen=True)
class StateStation:
    """`keeper` is None where no state is kept in a directory; then a save is refused."""

    app: ASGIApp
    snapshots: Snapshots
    keeper: StateKeeper | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" and self.keeper:
            await _kept_alive(self.app, self.keeper, scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.app(scope, receive, _restoring(self.snapshots, send))
        elif scope["type"] == "http" and (scope["path"] + "/").startswith(f"{PATH}/"):
            answer = await self._answer(Request(scope, receive))
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)
            if self.keeper and may_have_changed_a_service(scope):
                self.keeper.note_a_change()

    async def _answer(self, request: Request) -> Response:
        asked = (request.method, request.url.path.removeprefix(PATH))
        if asked == ("POST", "/snapshot"):
            return _snapshot(self.snapshots, await request.body())
        return await _kept(self.keeper, request) if self.keeper else _problem(NOTHING_KEPT, 409)


def may_have_changed_a_service(scope: Scope) -> bool:
    """Whether a request was one that changes what other services than Cognito hold."""
    if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return False
    service, _, operation = next(iter(values_of(scope, b"x-amz-target")), "").rpartition(".")
    return service != _OF_COGNITO and not operation.startswith(_READING)


def _snapshot(snapshots: Snapshots, companion: bytes) -> Response:
    try:
        return Response(snapshots.taken(companion), media_type="application/octet-stream")
    except StateError as error:
        return _problem(str(error), 507)


async def _kept(keeper: StateKeeper, request: Request) -> Response:
    asked = (request.method, request.url.path.removeprefix(PATH))
    if asked == ("GET", ""):
        return JSONResponse(_description(keeper))
    if asked == ("GET", "/companion"):
        no_companion = keeper.companion is None
        return Response(keeper.companion, 204 if no_companion else 200, media_type="application/octet-stream")
    if asked == ("POST", "/change"):
        return await _told(keeper, keeper.begin_change())
    if asked == ("POST", ""):
        return await _told(keeper, keeper.save(await request.body() or None))
    return _problem(f"There is no {request.method} {request.url.path}.", 404)


async def _told(keeper: StateKeeper, work: Awaitable[object]) -> Response:
    try:
        await work
    except StateError as error:
        return _problem(str(error), 507)
    return JSONResponse(_description(keeper))


def _description(keeper: StateKeeper) -> dict[str, object]:
    newest = keeper.directory.newest
    return {
        "directory": str(keeper.directory.path),
        "generation": newest.number if newest else None,
        "saved": newest.saved if newest else None,
        "changing": keeper.is_changing,
    }


def _problem(message: str, status: int) -> Response:
    return JSONResponse({"message": message}, status)


async def _kept_alive(app: ASGIApp, keeper: StateKeeper, scope: Scope, receive: Receive, send: Send) -> None:
    saving = asyncio.create_task(keeper.keep_saving())
    try:
        await app(scope, receive, _restoring_and_saving(keeper, send))
    finally:
        saving.cancel()


def _restoring(snapshots: Snapshots, send: Send) -> Send:
    async def send_after(message: Message) -> None:
        try:
            if message["type"] == "lifespan.startup.complete":
                snapshots.restore()
        except StateError as error:
            await _fail(message, error, send)
            return
        await send(message)

    return send_after


def _restoring_and_saving(keeper: StateKeeper, send: Send) -> Send:
    async def send_after(message: Message) -> None:
        try:
            if message["type"] == "lifespan.startup.complete":
                keeper.restore()
            elif message["type"] == "lifespan.shutdown.complete":
                await keeper.save_at_stop()
        except StateError as error:
            await _fail(message, error, send)
            return
        await send(message)

    return send_after


async def _fail(message: Message, error: StateError, send: Send) -> None:
    print(error, file=sys.stderr, flush=True)
    stage = message["type"].split(".")[1]
    await send({"type": f"lifespan.{stage}.failed", "message": ""})
