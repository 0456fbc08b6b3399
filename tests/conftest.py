"""Options that every test folder shares."""

from __future__ import annotations

import gc
import os
import signal

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer

from scripts.loopback import without_proxy
from tests.groups import ByGroup
from tests.tables import write_tables

# no test asserts how long something takes, an example of Hypothesis or the making of one included
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

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


def pytest_collection_finish() -> None:
    # of several thousand tests and their modules, none is garbage
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByGroup | None:
    return ByGroup(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    write_tables(terminalreporter)
