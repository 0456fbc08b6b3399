"""A submitted form has a size that somebody may have typed: a longer one is a 413, read no further.

Forms are read whole before anything looks at them: what is posted to a page or to an OAuth endpoint, of
whatever type it says it is, and the calls of AWS's Query protocol. Such a call may hold a mail with what is
attached to it (SendRawEmail takes 10 MB, which is a third more in base64), so a signed one may be longer.
All other bodies have their own service's bounds, as an S3 object and a function's zip have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.gateway.asgi import unread
from cognito_emulator.gateway.headers import values_of

LONGEST_FORM = 1024 * 1024
LONGEST_CALL = 16 * 1024 * 1024
_FORM = "application/x-www-form-urlencoded"
_SIGNATURE = "AWS"  # what the Authorization of each version of AWS's signatures begins with


class TooLongError(Exception):
    """More of a form has come, or is announced, than a form may have."""


@dataclass(frozen=True)
class FormSize:
    """Lets through what is no form, and each form up to its longest."""

    app: ASGIApp
    is_for_a_page: Callable[[Scope], bool]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        longest = self._longest(scope)
        if longest is None:
            await self.app(scope, receive, send)
            return
        try:
            body = await _bounded_body(scope, receive, longest)
        except ClientDisconnect:
            return
        except TooLongError:
            refusal = PlainTextResponse(f"A form of more than {longest} bytes is not read.\n", 413)
            await refusal(scope, receive, send)
            return
        await self.app(scope, unread(body, receive), send)

    def _longest(self, scope: Scope) -> int | None:
        """The bytes that a body may have; None for what is no form."""
        if scope["type"] != "http" or scope["method"] != "POST":
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
