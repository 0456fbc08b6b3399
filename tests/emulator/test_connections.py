"""Connections: closed ones hold nothing, and a request that nobody finishes has an end."""

from __future__ import annotations

import asyncio
import json
import resource
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psutil
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from cognito_emulator.bounded_protocol import BoundedProtocol
from cognito_emulator.gateway.form_size import LONGEST_FORM
from cognito_emulator.uvicorn_server import SignalFreeServer
from tests.emulator.account import PASSWORD, Account
from tests.emulator_process import EmulatorProcess, emulator_process

PEOPLE = 1200
AT_ONCE = 16
MOST_HELD = 200
FEW_DESCRIPTORS = 256
TARGET = "AWSCognitoIdentityProviderService.SignUp"


@contextmanager
def descriptor_limit(number: int) -> Iterator[None]:
    """Processes that the body starts get so many descriptors; this one keeps its own."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="module")
def frugal() -> Iterator[EmulatorProcess]:
    """An engine with 256 descriptors, as macOS gives one."""
    with ExitStack() as end:
        with descriptor_limit(FEW_DESCRIPTORS):
            engine = end.enter_context(emulator_process())
        yield engine


def test_many_sign_ups_by_short_connections_hold_few_descriptors_and_all_succeed(
    frugal: EmulatorProcess,
) -> None:
    client_id = Account(frugal.endpoint_url).pool().client_id
    process, held = psutil.Process(frugal.process.pid), []

    def sign_up(number: int) -> int:
        status = _sign_up(frugal.endpoint_url, client_id)
        if number % 20 == 0:
            held.append(process.num_fds())
        return status

    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = list(pool.map(sign_up, range(PEOPLE)))
    assert statuses == [200] * PEOPLE
    assert max(held) <= MOST_HELD


def _sign_up(endpoint_url: str, client_id: str) -> int:
    parts = urlsplit(endpoint_url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    address = f"p{secrets.token_hex(8)}@example.com"
    body = {
        "ClientId": client_id,
        "Username": address,
        "Password": PASSWORD,
        "UserAttributes": [{"Name": "email", "Value": address}],
    }
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET}
    connection.request("POST", "/", json.dumps(body), headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("path", ["/", "/login", "/signup", "/oauth2/token"])
@pytest.mark.parametrize("is_announced", [True, False])
def test_a_form_of_two_megabytes_is_too_large(endpoint_url: str, path: str, is_announced: bool) -> None:
    connection = HTTPConnection(urlsplit(endpoint_url).netloc, timeout=60)
    form = b"a=" + b"b" * 2_000_000
    body = form if is_announced else iter([form[:LONGEST_FORM], form[LONGEST_FORM:]])
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    connection.request("POST", path, body, headers, encode_chunked=not is_announced)
    answer = connection.getresponse()
    assert answer.status == 413
    assert str(LONGEST_FORM) in answer.read().decode()
    connection.close()


class Impatient(BoundedProtocol):
    """The engine's protocol, with bounds that a test can wait for."""

    head_seconds = 0.2
    body_pause_seconds = 0.2
    head_bytes = 2_000


async def _reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)} bytes")(scope, receive, send)


@asynccontextmanager
async def _served() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to an app behind the protocol."""
    config = uvicorn.Config(_reads_all, http=Impatient, lifespan="off", log_config=None, access_log=False)
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
            return await reader.read()

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"POST / HT",),
        (b"POST / HTTP/1.1\r\nHost: x\r\n",),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n",),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",),
    ],
)
def test_what_nobody_finishes_ends_with_a_time_out(parts: tuple[bytes, ...]) -> None:
    assert _answer_to(*parts).startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_a_head_that_never_ends_is_too_large() -> None:
    endless = b"X-Filler: " + b"a" * 3_000
    assert _answer_to(b"GET / HTTP/1.1\r\n", endless).startswith(b"HTTP/1.1 431 ")


def test_a_second_request_on_a_connection_has_the_same_bounds() -> None:
    whole = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
    answers = _answer_to(whole, whole, b"POST / HTTP/1.1\r\n")
    assert answers.count(b"2 bytes") == 2
    assert b"408 Request Timeout" in answers
