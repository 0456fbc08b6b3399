"""A body is read as far as it may go, whether it says its length or not."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from cognito_emulator.gateway.form_size import FormSize

S3 = b"AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request"


async def _length(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(str(len(await Request(scope, receive).body())))(scope, receive, send)


def _answer(sizes: list[int], *headers: tuple[bytes, bytes]) -> tuple[int, bytes, int]:
    """Status and body of the answer to a body in chunks of these sizes; how many were not read."""
    chunks = [b"a" * size for size in sizes]
    answer = Response()

    async def receive() -> Message:
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status_code = message["status"]
        else:
            answer.body = message["body"]

    scope = {"type": "http", "method": "PUT", "path": "/bucket/key", "headers": list(headers)}
    station = FormSize(_length, lambda _: False, longest_body=100)
    asyncio.run(station(scope, receive, send))
    return answer.status_code, bytes(answer.body), len(chunks)


def test_what_fits_is_let_through_whole() -> None:
    assert _answer([50, 50]) == (200, b"100", 0)


def test_what_is_longer_is_refused_and_read_no_further() -> None:
    status, _, unread = _answer([50, 51, 50, 50])
    assert (status, unread) == (413, 2)


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ([(b"authorization", S3)], b"<Error><Code>EntityTooLarge</Code>"),
        ([], b'"__type": "EntityTooLargeException"'),
    ],
)
def test_the_refusal_is_in_the_services_own_form(headers: list[tuple[bytes, bytes]], said: bytes) -> None:
    status, body, unread = _answer([50], *headers, (b"content-length", b"101"))
    assert (status, unread) == (413, 1)
    assert said.replace(b" ", b"") in body.replace(b" ", b"")
