"""A request that nobody finishes has an end, whichever part of it is missing."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from cognito_emulator.bounded_protocol import BoundedProtocol
from cognito_emulator.uvicorn_server import SignalFreeServer

WHOLE = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"


class Impatient(BoundedProtocol):
    """The engine's protocol, with bounds that a test can wait for."""

    head_seconds = 0.2
    body_pause_seconds = 0.2
    body_seconds = 0.6
    head_bytes = 2_000


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    """Tells how long a body is; in a WebSocket, says something after a silence longer than the bounds."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await asyncio.sleep(3 * Impatient.head_seconds)
        await send({"type": "websocket.send", "text": "still here"})
        return
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)} bytes")(scope, receive, send)


@asynccontextmanager
async def _served() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to an app behind the protocol."""
    config = uvicorn.Config(
        _app, http=Impatient, ws="wsproto", lifespan="off", log_config=None, access_log=False
    )
    server = SignalFreeServer(config)
    listener = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve([listener]))
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.should_exit = True
        await serving


def _answer_to(*parts: bytes) -> bytes:
    """What comes until the connection ends, which the bounds see to, or the test's own time-out."""

    async def ask() -> bytes:
        async with _served() as (reader, writer):
            for part in parts:
                writer.write(part)
                await writer.drain()
                await _let_the_server_read()
            return await reader.read()

    return asyncio.run(ask())


async def _let_the_server_read() -> None:
    """It runs in this loop, and loopback delivers at once."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"POST / HT",),
        (b"POST / HTTP/1.1\r\nHost: x\r\n",),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n",),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",),
        (CHUNKED,),
    ],
)
def test_what_nobody_finishes_ends_with_a_time_out(parts: tuple[bytes, ...]) -> None:
    assert _answer_to(*parts).startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_a_body_that_trickles_has_an_end_too() -> None:
    async def trickle() -> bytes:
        async with _served() as (reader, writer):
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(200):
                writer.write(b"a")
                with suppress(asyncio.TimeoutError):
                    return await asyncio.wait_for(reader.readline(), Impatient.body_pause_seconds / 4)
        return b"still open"

    assert asyncio.run(trickle()) == b"HTTP/1.1 408 Request Timeout\r\n"


def test_a_head_that_never_ends_is_too_large() -> None:
    endless = b"X-Filler: " + b"a" * 3_000
    assert _answer_to(b"GET / HTTP/1.1\r\n", endless).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("endless", [b"X-Filler: a\r\n" * 300, b"X-Filler: " + b"a" * 3_000])
def test_what_trails_a_body_and_never_ends_is_too_large(endless: bytes) -> None:
    assert _answer_to(CHUNKED, b"0\r\n", endless).startswith(b"HTTP/1.1 431 ")


def test_a_chunks_extension_that_never_ends_is_too_large() -> None:
    assert _answer_to(CHUNKED, b"5;extension=", b"a" * 3_000).startswith(b"HTTP/1.1 431 ")


def test_what_is_no_http_is_a_bad_request() -> None:
    assert _answer_to(b"\x16\x03\x01 a TLS client\r\n\r\n").startswith(b"HTTP/1.1 400 Bad Request\r\n")


@pytest.mark.parametrize("parts", [(b"no HTTP\r\n\r\n",), (b"POST / HT",)])
def test_a_refusal_below_all_stations_has_a_date_and_a_request_id_too(parts: tuple[bytes, ...]) -> None:
    head = _answer_to(*parts).decode().lower()
    assert head.count("\r\ndate: ") == head.count("\r\nx-amzn-requestid: ") == 1


def test_empty_lines_after_an_answer_keep_no_connection_open() -> None:
    async def ask() -> bytes:
        async with _served() as (reader, writer):
            writer.write(WHOLE)
            await reader.readuntil(b"2 bytes")
            writer.write(b"\r\n")
            return await asyncio.wait_for(reader.read(), 30)

    assert asyncio.run(ask()).startswith(b"HTTP/1.1 408 ")


def test_a_websocket_may_be_silent_for_longer_than_a_request() -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    key = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

    async def listen() -> bytes:
        async with _served() as (reader, writer):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n" + upgrade + key + b"\r\n")
            return await asyncio.wait_for(reader.readuntil(b"still here"), 30)

    assert b" 408 " not in asyncio.run(listen())


def test_a_second_request_on_a_connection_has_the_same_bounds() -> None:
    answers = _answer_to(WHOLE, WHOLE, b"POST / HTTP/1.1\r\n")
    assert answers.count(b"2 bytes") == 2
    assert b"408 Request Timeout" in answers
