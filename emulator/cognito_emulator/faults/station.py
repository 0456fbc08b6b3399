"""`/_emulator/faults`, and the faults themselves. The origin station lets only this machine in to the first.

POST of `{"service", "operation", "code", "message", "status", "latency", "times", "probability"}`, of which
`service` alone is needed, adds one and answers 201 with it and its `id`; GET lists them, with how often each
has `struck`; DELETE removes all, of `…/ID` one. A fault strikes before anybody looks at signatures.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.faults.error_answers import error_answer
from cognito_emulator.faults.fault import Fault, FaultError
from cognito_emulator.faults.faults import Faults
from cognito_emulator.faults.path import PATH
from cognito_emulator.gateway.admission import is_of_developers
from cognito_emulator.gateway.asgi import unread
from cognito_emulator.gateway.request_parts import RequestParts
from cognito_emulator.strict_json import parsed

_NO_OBJECT = 'POST takes a JSON object, such as {"service": "dynamodb", "operation": "PutItem"}.'


@dataclass(frozen=True)
class FaultStation:
    """Lets through what no fault strikes."""

    app: ASGIApp
    faults: Faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (scope["path"] + "/").startswith(f"{PATH}/"):
            answer = await self._answer(Request(scope, receive))
            await answer(scope, receive, send)
        elif scope["type"] == "http" and self.faults and not is_of_developers(scope["path"]):
            await self._strike(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _strike(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        request = RequestParts.of(scope)
        struck = self.faults.striking(request, body)
        if struck:
            fault, asked = struck
            await asyncio.sleep(fault.latency)
            if fault.code:
                answer = error_answer(fault, fault.code, asked.protocol, request)
                await answer(scope, receive, send)
                return
        await self.app(scope, unread(body, receive), send)

    async def _answer(self, request: Request) -> Response:
        asked = request.method, request.url.path.removeprefix(PATH).strip("/")
        if asked == ("POST", ""):
            return _added(self.faults, await request.body())
        if asked == ("GET", ""):
            return JSONResponse({"faults": [fault.described() for fault in self.faults.all()]})
        if asked == ("DELETE", ""):
            self.faults.clear()
            return Response(status_code=204)
        if request.method == "DELETE" and asked[1].isdecimal() and self.faults.remove(int(asked[1])):
            return Response(status_code=204)
        return _problem(f"There is no {request.method} {request.url.path}.", 404)


def _added(faults: Faults, body: bytes) -> Response:
    try:
        fault = Fault.of(_object(body))
    except FaultError as error:
        return _problem(str(error), 400)
    faults.add(fault)
    return JSONResponse(fault.described(), 201)


def _object(body: bytes) -> dict[str, Any]:
    try:
        asked = parsed(body)
    except ValueError:
        raise FaultError(_NO_OBJECT) from None
    if not isinstance(asked, dict):
        raise FaultError(_NO_OBJECT)
    return asked


def _problem(message: str, status: int) -> Response:
    return JSONResponse({"message": message}, status)
