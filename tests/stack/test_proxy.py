"""With HTTP_PROXY and the like set, and no exception for this machine, no call to it meets the proxy."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from scripts import loopback
from scripts.paths import PROJECT
from tests.emulator_process import running_emulator
from tests.stack.conftest import Checkout
from tests.stack.refusing_proxy import refusing_proxy

COMMANDS = (
    ("up",),
    ("up",),
    ("status",),
    ("plan",),
    ("demo",),
    ("load", "--people", "5", "--concurrency", "5"),
    ("pending",),
    ("redrive",),
    ("reconcile",),
)
PARTS_OF_E2E = ("README.md", "docs", "tests", "pyproject.toml")
HERE = ("127.0.0.1", "localhost", "[::1]")


def test_no_command_sends_a_call_to_this_machine_through_a_proxy(checkout: Checkout) -> None:
    with refusing_proxy() as proxy:
        for command in COMMANDS:
            result = checkout.run(*command, **proxy.environment)
            assert result.returncode == 0, result.stdout + result.stderr
        e2e = _end_to_end_tests(checkout, proxy.environment)
        assert e2e.returncode == 0, e2e.stdout + e2e.stderr
        down = checkout.run("down", **proxy.environment)
        assert down.returncode == 0, down.stdout + down.stderr
    assert [request for request in proxy.requests if any(name in request for name in HERE)] == []


def test_a_command_still_asks_the_world_through_the_proxy(checkout: Checkout) -> None:
    with refusing_proxy() as proxy:
        checkout.run("up", **proxy.environment)
    assert "CONNECT registry.terraform.io:443" in proxy.requests


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4566", "http://127.8.9.1", "http://[::1]:1", "http://localhost/x"]
)
def test_this_machine_is_every_loopback_address_and_localhost(url: str) -> None:
    assert loopback.is_loopback(url)
    assert loopback.proxies(url) == {}


@pytest.mark.parametrize(
    "url", ["https://cognito-idp.eu-west-1.amazonaws.com", "http://10.0.0.1", "http://localhost.evil.example"]
)
def test_any_other_address_keeps_the_users_proxy(url: str) -> None:
    assert not loopback.is_loopback(url)
    assert loopback.proxies(url) is None


def test_the_users_own_exceptions_stay_beside_this_machine() -> None:
    environment = loopback.without_proxy(
        {"NO_PROXY": "corp.example", "no_proxy": "other.example", "PATH": "p"}
    )
    assert environment["NO_PROXY"] == environment["no_proxy"]
    assert environment["NO_PROXY"].split(",") == ["corp.example", "other.example", *loopback.NAMES]
    assert environment["PATH"] == "p"


@pytest.mark.parametrize("file", ["docker-compose.yml", "emulator/Dockerfile"])
def test_the_containers_healthcheck_asks_its_own_engine_and_no_proxy(file: str) -> None:
    [program] = re.findall(r'python"?, "?-c"?, "(.*?)"\]', (PROJECT / file).read_text())
    with running_emulator() as url, refusing_proxy() as proxy:
        command = [sys.executable, "-c", program.replace("http://127.0.0.1:4566", url)]
        check = subprocess.run(command, env={**os.environ, **proxy.environment}, check=False)
    assert (check.returncode, proxy.requests) == (0, [])


def _end_to_end_tests(checkout: Checkout, proxy: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`make e2e`, those tests that between them take every way to the engine: SRP, tokens, the AWS CLI."""
    for part in PARTS_OF_E2E:
        (checkout.root / part).symlink_to(PROJECT / part)
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--engine", "running"),
            *("tests/e2e/test_sign_up.py", "tests/e2e/test_readme.py"),
        ],
        cwd=checkout.root,
        env=checkout.environment(**proxy),
        capture_output=True,
        text=True,
        check=False,
    )
