"""The first station of every request: who may ask at all, and what every answer has."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.protocol import error_answer, log_failure
from cognito_emulator.gateway.admission import Admission, RefusedError
from cognito_emulator.gateway.answers import completing
from cognito_emulator.gateway.preflight import preflight_answer
from cognito_emulator.gateway.refusals import refusal

POLICY_VIOLATION = 1008  # RFC 6455 section 7.4.1


class BrokenOffError(Exception):
    """An answer that had begun cannot be finished. The cause is in the log, without its message."""


@dataclass(frozen=True)
class OriginStation:
    """Refuses what `admission` does not let in, before anything of it is read, and completes all answers."""

    app: ASGIApp
    admission: Admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        is_of_a_page = False
        try:
            caller = self.admission.caller(scope)
            is_of_a_page = caller.origin is not None
            self.admission.check_path(scope, caller)
        except RefusedError as refused:
            await _refuse(refused, scope, receive, completing(scope, send, is_of_a_page=is_of_a_page))
            return
        complete = completing(scope, send, is_of_a_page=is_of_a_page)
        answer = preflight_answer(scope, self.admission.hosts) if is_of_a_page else None
        if answer:
            await answer(scope, receive, complete)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, complete)
        else:
            await _answered(self.app, scope, receive, complete)


async def _refuse(refused: RefusedError, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "foreign origin"})
    else:
        await refusal(scope, refused)(scope, receive, send)


async def _answered(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer by `app`; with a 500 that has what every answer has, where it fails before it has begun."""
    has_begun = False

    async def send_on(message: Message) -> None:
        nonlocal has_begun
        has_begun = True
        await send(message)

    try:
        await app(scope, receive, send_on)
    except HTTPException as refused:  # Starlette's word for a file that is not there
        await PlainTextResponse(refused.detail, refused.status_code)(scope, receive, send)
    except Exception as error:
        log_failure("A request", error)
        if has_begun:
            raise BrokenOffError from None
        await _internal_failure()(scope, receive, send)


def _internal_failure() -> Response:
    message = "The request has failed because of an error of the engine; its log says where."
    return error_answer(AwsError("InternalFailure", message, 500))
