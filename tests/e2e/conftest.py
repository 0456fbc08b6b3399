"""The stack under test, and people who sign up on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.stack_file import Stack
from tests.e2e.engines import stack_of
from tests.e2e.operators import Operators
from tests.e2e.person import Person

OWN_ENGINES = ["embedded", "container", "localstack"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stack" in metafunc.fixturenames:
        engines = metafunc.config.getoption("--engine") or OWN_ENGINES
        metafunc.parametrize("stack", engines, indirect=True, scope="session")


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    directory = tmp_path_factory.mktemp(request.param)
    yes_real_aws = bool(request.config.getoption("--yes-real-aws"))
    with stack_of(request.param, directory, yes_real_aws=yes_real_aws) as deployed:
        yield deployed


@pytest.fixture
def new_person(stack: Stack) -> Iterator[Callable[[], Person]]:
    """Makes people who have not signed up yet; whoever did is deleted after the test."""
    people: list[Person] = []

    def make() -> Person:
        people.append(Person.new(stack))
        return people[-1]

    yield make
    for person in people:
        person.delete()


@pytest.fixture
def operators(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Operators:
    """The operator's commands on the stack under test."""
    return Operators(stack, tmp_path / "stack.json", monkeypatch, capsys)


@pytest.fixture
def person(new_person: Callable[[], Person]) -> Person:
    """Somebody new, not yet signed up."""
    return new_person()
