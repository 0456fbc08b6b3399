"""What every answer has, whoever made it: a request id, a date, and CORS for the page of an admitted origin.

Sources: Cognito's answers to a browser have `Access-Control-Allow-Origin: *` and expose the four headers
below; "CORS protocol" in the Fetch standard.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, MutableSequence
from email.utils import formatdate

from starlette.types import Message, Scope, Send

from cognito_emulator.gateway.headers import values_of

EXPOSED = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"

Headers = MutableSequence[tuple[bytes, bytes]]


def own_headers() -> list[tuple[bytes, bytes]]:
    """What tells one answer from another: its request id, and its date."""
    return [
        (b"x-amzn-requestid", str(uuid.uuid4()).encode()),
        (b"date", formatdate(usegmt=True).encode()),
    ]


def completing(scope: Scope, send: Send, *, is_of_a_page: bool) -> Send:
    """A `send` that completes the head of the answer; `is_of_a_page`: the request's origin was admitted."""

    async def send_complete(message: Message) -> None:
        if message["type"] == "http.response.start":
            # ASGI wants names in lower case; MiniStack does not keep to it
            headers = [(name.lower(), value) for name, value in message["headers"]]
            _complete(headers, scope, is_of_a_page=is_of_a_page)
            message = {**message, "headers": headers}
        await send(message)

    return send_complete


def _complete(headers: Headers, scope: Scope, *, is_of_a_page: bool) -> None:
    for name, value in own_headers():
        _once(headers, name, value)
    headers.append((b"vary", b"Origin"))
    if is_of_a_page:
        # an API's own, or a bucket's, may name the one origin that it lets send cookies
        _once(headers, b"access-control-allow-origin", b"*")
        exposed = _exposed(headers, scope)
        headers[:] = [pair for pair in headers if pair[0] != b"access-control-expose-headers"]
        headers.append((b"access-control-expose-headers", exposed.encode("latin-1")))


def _once(headers: Headers, name: bytes, otherwise: bytes) -> None:
    """Leave the first header of a name, or add one."""
    values = [value for each, value in headers if each == name]
    headers[:] = [pair for pair in headers if pair[0] != name]
    headers.append((name, values[0] if values else otherwise))


def _exposed(headers: Iterable[tuple[bytes, bytes]], scope: Scope) -> str:
    """AWS's, and what the answer exposes itself: nothing, where a JSON protocol has it all in the body."""
    own = [value.decode("latin-1") for name, value in headers if name == b"access-control-expose-headers"]
    return ",".join([EXPOSED] if values_of(scope, b"x-amz-target") else [EXPOSED, *own])
