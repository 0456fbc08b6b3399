"""The conformance suite: what AWS's documents and API models say of a user pool, one rule a test.

    python -m pytest tests/conformance --endpoint URL [--region us-east-1]

Without --endpoint the rules are put to this project's own engine, started for them on a free port; with --aws
to AWS, by the credentials of the environment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conformance.endpoint import Endpoint
from tests.conformance.mailbox import Mailbox, mailbox_of
from tests.conformance.pools import Pool, Pools
from tests.conformance.roles import Roles
from tests.conformance.sender import Sender, SenderMailbox
from tests.conformance.triggers import Triggers
from tests.conformance.verdicts import Verdicts
from tests.conformance.web import App, Apps, apps_at


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance")
    group.addoption("--endpoint", help="URL of the engine; left out, ours is started")
    group.addoption(
        "--aws", action="store_true", help="ask AWS itself: pools, users and functions are made there"
    )
    group.addoption("--region", default="us-east-1", help="AWS Region of the pools")
    group.addoption(
        "--cognito-local-directory", type=Path, help="cognito-local's db directory, for its codes"
    )
    group.addoption("--verdicts", type=Path, help="write one JSON record a rule to this file")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "unproven(reason): no document or API model of AWS proves the rule")
    target = config.getoption("--verdicts", default=None)
    config.pluginmanager.register(Verdicts(Path(__file__).parent, target), "conformance-verdicts")


@pytest.fixture(scope="session")
def endpoint(pytestconfig: pytest.Config) -> Iterator[Endpoint]:
    region = pytestconfig.getoption("--region", default="us-east-1")
    if pytestconfig.getoption("--aws", default=False):
        yield Endpoint.of_aws(region)
        return
    with ExitStack() as stack:
        url = pytestconfig.getoption("--endpoint", default=None)
        if not url:
            from tests.emulator_process import running_emulator  # noqa: PLC0415 - only our own engine needs it

            url = stack.enter_context(running_emulator())
        yield Endpoint(url.rstrip("/"), region)


@pytest.fixture(scope="session")
def sender(endpoint: Endpoint, triggers: Triggers) -> Iterator[Sender]:
    made = Sender.make(endpoint, triggers)
    yield made
    made.delete()


@pytest.fixture(scope="session")
def senders(endpoint: Endpoint, request: pytest.FixtureRequest) -> Sender | None:
    """What sends the codes of all pools: on AWS alone, where nobody could read them otherwise."""
    return request.getfixturevalue("sender") if endpoint.is_aws else None


@pytest.fixture(scope="session")
def mailbox(endpoint: Endpoint, senders: Sender | None, pytestconfig: pytest.Config) -> Mailbox:
    if senders:
        return SenderMailbox(senders)
    return mailbox_of(endpoint.url, pytestconfig.getoption("--cognito-local-directory", default=None))


@pytest.fixture
def pools(endpoint: Endpoint, mailbox: Mailbox, senders: Sender | None) -> Iterator[Pools]:
    made = Pools(endpoint.cognito(), mailbox, senders)
    yield made
    made.delete_all()


@pytest.fixture
def pool(pools: Pools) -> Pool:
    """A pool as most applications have it: e-mail as user name, any case, a strict password policy."""
    return pools.create()


@pytest.fixture
def apps(endpoint: Endpoint, pools: Pools) -> Iterator[Apps]:
    with apps_at(endpoint, pools) as made:
        yield made


@pytest.fixture
def app(apps: Apps) -> App:
    """An app that signs people in by the pages of a pool of its own: code flow, no secret, all scopes."""
    return apps.create()


@pytest.fixture(scope="session")
def roles(endpoint: Endpoint) -> Iterator[Roles]:
    made = Roles(endpoint)
    yield made
    made.delete_all()


@pytest.fixture(scope="session")
def triggers(endpoint: Endpoint, roles: Roles) -> Iterator[Triggers]:
    made = Triggers(endpoint, roles)
    yield made
    made.delete_all()
