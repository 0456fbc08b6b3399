"""A submitted form has a size that somebody may have typed: a longer one is a 413, read no further.

Forms are read whole before anything looks at them: those of the pages and of the OAuth endpoints, and the
calls of AWS's Query protocol. All other bodies have their own service's bounds, as a function's zip has.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.gateway.asgi import unread
from cognito_emulator.gateway.headers import values_of

LONGEST_FORM = 1024 * 1024
_FORM = "application/x-www-form-urlencoded"


class TooLongError(Exception):
    """More of a form has come, or is announced, than a form may have."""


@dataclass(frozen=True)
class FormSize:
    """Lets through what is no form, and each form up to LONGEST_FORM bytes."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_form(scope):
            await self.app(scope, receive, send)
            return
        try:
            body = await _bounded_body(scope, receive)
        except ClientDisconnect:
            return
        except TooLongError:
            refusal = PlainTextResponse(f"A form of more than {LONGEST_FORM} bytes is not read.\n", 413)
            await refusal(scope, receive, send)
            return
        await self.app(scope, unread(body, receive), send)


def _is_form(scope: Scope) -> bool:
    types = (value.partition(";")[0].strip().lower() for value in values_of(scope, b"content-type"))
    return _FORM in types


async def _bounded_body(scope: Scope, receive: Receive) -> bytes:
    announced = (int(length) for length in values_of(scope, b"content-length") if length.isdecimal())
    if max(announced, default=0) > LONGEST_FORM:
        raise TooLongError
    body = bytearray()
    async for chunk in Request(scope, receive).stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise TooLongError
    return bytes(body)
