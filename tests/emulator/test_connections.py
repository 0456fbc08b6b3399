"""Connections: closed ones hold nothing, and what a client says of its own is not believed."""

from __future__ import annotations

import json
import resource
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psutil
import pytest

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


def test_what_a_client_says_of_its_connection_is_not_believed(endpoint_url: str) -> None:
    client_id = Account(endpoint_url).pool().client_id
    connection = HTTPConnection(urlsplit(endpoint_url).netloc, timeout=60)
    with closing(connection):
        connection.request("GET", f"/login?client_id={client_id}", headers={"x-forwarded-proto": "https"})
        cookie = connection.getresponse().headers["set-cookie"]
    assert "secure" not in cookie.lower()
