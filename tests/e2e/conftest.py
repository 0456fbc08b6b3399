"""The stack under test, and people who sign up on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.stack_file import Stack
from tests.e2e.engines import OF_THIS_PROJECT, stack_of
from tests.e2e.mails import (
    SIMULATOR,
    checked_mail_domain,
    mails_of,
    mails_on_aws,
    mails_sent,
    runs_on_aws,
    why_not,
)
from tests.e2e.operators import Operators
from tests.e2e.person import Person

OWN_ENGINES = ["embedded", "container", "localstack"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "mails(n): the test has Cognito send so many; 1 with a `person`, else 0"
    )
    config.addinivalue_line("markers", "not_on(engine, reason): what it needs that engine has not")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stack" in metafunc.fixturenames:
        engines = metafunc.config.getoption("--engine") or OWN_ENGINES
        metafunc.parametrize("stack", engines, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if reason := why_not(item):
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_report_collectionfinish(config: pytest.Config, items: list[pytest.Item]) -> str | None:
    if not any(runs_on_aws(item) for item in items):
        return None
    to = mail_domain_of(config) or f"success+…@{SIMULATOR}, SES's mailbox simulator"
    return f"e2e on AWS: Cognito sends {mails_on_aws(items)} mails at most, to {to}"


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    directory = tmp_path_factory.mktemp(request.param)
    yes_real_aws = bool(request.config.getoption("--yes-real-aws"))
    mails = mails_on_aws(request.session.items)
    with stack_of(request.param, directory, yes_real_aws=yes_real_aws, mails=mails) as deployed:
        yield deployed


@pytest.fixture(autouse=True)
def counted_mails(request: pytest.FixtureRequest) -> Iterator[None]:
    """Holds a test to the number of mails that it is counted with before a run on AWS."""
    stack = request.getfixturevalue("stack") if "stack" in request.fixturenames else None
    if stack is None or stack.engine not in OF_THIS_PROJECT:
        yield
        return
    before = mails_sent(stack)
    yield
    sent = mails_sent(stack) - before
    assert sent == mails_of(request.node), f"the test has sent {sent} mails: @pytest.mark.mails({sent})"


@pytest.fixture
def new_person(stack: Stack, pytestconfig: pytest.Config) -> Iterator[Callable[[], Person]]:
    """Makes people who have not signed up yet; whoever did is deleted after the test."""
    people: list[Person] = []

    def make() -> Person:
        people.append(Person.new(stack, mail_domain_of(pytestconfig)))
        return people[-1]

    yield make
    for person in people:
        person.delete()


@pytest.fixture
def operators(stack: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Operators:
    """The operator's commands on the stack under test."""
    return Operators(stack, tmp_path / "stack.json", capsys)


@pytest.fixture
def person(new_person: Callable[[], Person]) -> Person:
    """Somebody new, not yet signed up."""
    return new_person()


def mail_domain_of(config: pytest.Config) -> str | None:
    """What --mail-domain says; pytest.UsageError where no mail can go there."""
    domain = config.getoption("--mail-domain")
    return checked_mail_domain(domain) if domain else None
