"""Options that every test folder shares."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from scripts.loopback import without_proxy
from tests.tables import write_tables

# no test asserts how long something takes, an example of Hypothesis or the making of one included
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# a test that shares a stack with its neighbours runs in the same process as they do
SHARING_ROOMS = ("browser", "chaos", "clients", "container")
SHARING_NOTHING = ("stack",)

TESTS = Path(__file__).parent
ENGINES = ("embedded", "container", "localstack", "aws", "running")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        action="append",
        choices=ENGINES,
        default=[],
        help="where the end-to-end tests run, once for each --engine: `embedded`, `container` and "
        "`localstack` start an engine of their own and deploy into it (all three by default), `running` "
        "takes the stack that `make up` has deployed, `aws` the one that `terraform apply` has",
    )
    parser.addoption(
        "--yes-real-aws",
        action="store_true",
        help="with --engine aws: yes, sign people up in that account, and delete them afterwards",
    )
    parser.addoption(
        "--mail-domain",
        metavar="DOMAIN",
        help="whom the end-to-end tests sign up has an address there (default: on AWS one of SES's mailbox "
        "simulator; a local engine mails nobody)",
    )


def pytest_configure() -> None:
    # whatever a test or a process of its own calls on this machine, the user's proxy is not to see it
    os.environ.update(without_proxy(os.environ))
    # what `.env` says of one's own stack is not for the engines of the tests
    os.environ.pop("ISSUER", None)
    # what a shell runs in the background ignores Ctrl-C, and so would all that a test starts
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if group := _group(item):
            item.add_marker(pytest.mark.xdist_group(group))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    write_tables(terminalreporter)


def _group(item: pytest.Item) -> str | None:
    """The tests that have to run in one process, where there are several; None for one that can run alone."""
    room = item.path.relative_to(TESTS).parts[0]
    if room in SHARING_NOTHING:
        return None
    if room == "e2e":
        return f"e2e {item.callspec.params['stack']}" if hasattr(item, "callspec") else None
    return room if room in SHARING_ROOMS else item.path.name
