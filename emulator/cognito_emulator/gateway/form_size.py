"""What is sent has a size that it may have: what is longer is a 413, read no further.

Forms are read whole before anything looks at them: what is posted to a page or to an OAuth endpoint, of
whatever type it says it is, and the calls of AWS's Query protocol. Such a call may hold a mail with what is
attached to it (SendRawEmail takes 10 MB, which is a third more in base64), so a signed one may be longer.
All others have LONGEST_BODY, since the engine holds them whole in memory: a function's zip has up to 50 MB,
in base64, and larger objects go up in parts, as SDKs send them from 8 MB on; AWS takes 5 GB in one PutObject.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.gateway.asgi import unread
from cognito_emulator.gateway.headers import values_of
from cognito_emulator.gateway.refusals import error

LONGEST_FORM = 1024 * 1024
LONGEST_CALL = 16 * 1024 * 1024
LONGEST_BODY = 256 * 1024 * 1024
_FORM = "application/x-www-form-urlencoded"
_SIGNATURE = "AWS"  # what the Authorization of each version of AWS's signatures begins with


class TooLongError(Exception):
    """More has come, or is announced, than a body may have."""


@dataclass(frozen=True)
class FormSize:
    """Lets through each body up to its longest."""

    app: ASGIApp
    is_for_a_page: Callable[[Scope], bool]
    longest_body: int = LONGEST_BODY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        longest = self._longest_form(scope)
        try:
            body = await _bounded_body(scope, receive, longest or self.longest_body)
        except ClientDisconnect:
            return
        except TooLongError:
            await self._refusal(scope, longest)(scope, receive, send)
            return
        await self.app(scope, unread(body, receive), send)

    def _refusal(self, scope: Scope, longest_form: int | None) -> Response:
        if longest_form:
            return PlainTextResponse(f"A form of more than {longest_form} bytes is not read.\n", 413)
        message = f"A body of more than {self.longest_body} bytes is not read. Send an object in parts."
        return error(scope, "EntityTooLarge", message, 413)

    def _longest_form(self, scope: Scope) -> int | None:
        """The bytes that a form may have; None for what is no form."""
        if scope["method"] != "POST":
            return None
        if any(value.startswith(_SIGNATURE) for value in values_of(scope, b"authorization")):
            return LONGEST_CALL if _says_it_is_a_form(scope) else None
        return LONGEST_FORM if _says_it_is_a_form(scope) or self.is_for_a_page(scope) else None


def _says_it_is_a_form(scope: Scope) -> bool:
    types = (value.partition(";")[0].strip().lower() for value in values_of(scope, b"content-type"))
    return _FORM in types


async def _bounded_body(scope: Scope, receive: Receive, longest: int) -> bytes:
    announced = (int(length) for length in values_of(scope, b"content-length") if length.isdecimal())
    if max(announced, default=0) > longest:
        raise TooLongError
    body = bytearray()
    async for chunk in Request(scope, receive).stream():
        body += chunk
        if len(body) > longest:
            raise TooLongError
    return bytes(body)
