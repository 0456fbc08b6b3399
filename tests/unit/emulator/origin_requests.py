"""Requests as the origin station sees them, what decides about them, and apps behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cognito_emulator.gateway.admission import Admission, RefusedError
from cognito_emulator.gateway.hosts import EngineHosts
from cognito_emulator.gateway.origin import OriginStation
from cognito_emulator.gateway.origins import AllowedOrigins
from cognito_emulator.gateway.settings import OriginSettings

APP_ORIGIN = "http://localhost:3000"
LOOPBACK = "127.0.0.1"
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def request(
    path: str = "/",
    method: str = "POST",
    *,
    host: str = "localhost:4566",
    peer: str = LOOPBACK,
    server: str = LOOPBACK,
    **headers: str,
) -> Scope:
    """An HTTP request; in a header's name `_` stands for `-`."""
    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "client": (peer, 50000),
        "server": (server, 4566),
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items()],
    }


def admission(
    hosts: str = "", origins: str = "", callback_urls: Iterable[str] = (), own: Iterable[str] = ()
) -> Admission:
    """As an engine with these settings decides, in a container of the names `own`."""
    settings = OriginSettings.of({"ALLOWED_HOSTS": hosts, "ALLOWED_ORIGINS": origins})
    allowed = AllowedOrigins(settings.origins, lambda: callback_urls)
    return Admission(EngineHosts(frozenset(own), settings.hosts), allowed, {"172.17.0.1"}, {"/login"})


def refusal_of(scope: Scope, decides: Admission) -> RefusedError | None:
    """The refusal of a request; None where it is let in."""
    try:
        decides.check_path(scope, decides.caller(scope))
    except RefusedError as refused:
        return refused
    return None


def is_let_in(scope: Scope, decides: Admission | None = None) -> bool:
    return refusal_of(scope, decides or admission()) is None


def asked(app: ASGIApp, scope: Scope) -> tuple[Message, bytes]:
    """The head and the body of the answer; AssertionError where a byte of the request is read."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("The request was read.")

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(OriginStation(app, admission())(scope, receive, send))
    return sent[0], b"".join(message.get("body", b"") for message in sent)


def values(head: Message, name: str) -> list[str]:
    """All values of a header of an answer."""
    return [value.decode() for each, value in head["headers"] if each == name.encode()]


def answering(status: int = 200, headers: Iterable[tuple[bytes, bytes]] = ()) -> ASGIApp:
    """An app that answers whatever it is asked."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send({"type": "http.response.body", "body": b"answer"})

    return app


async def is_never_asked(_: Scope, __: Receive, ___: Send) -> None:
    raise AssertionError("The request came through.")
