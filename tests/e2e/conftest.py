"""The stack under test, and people who sign up on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.errors import CommandError
from scripts.health import answers
from scripts.stack_file import Stack, read_stack
from tests.e2e.person import Person
from tests.embedded_stack import embedded_stack


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stack" in metafunc.fixturenames:
        engines = metafunc.config.getoption("--engine") or ["embedded"]
        metafunc.parametrize("stack", engines, indirect=True, scope="session")


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if request.param == "running":
        yield _running_stack()
    else:
        directory: Path = tmp_path_factory.mktemp("embedded-stack")
        with embedded_stack(directory) as deployed:
            yield deployed


@pytest.fixture
def person(stack: Stack) -> Person:
    """Somebody new, not yet signed up."""
    return Person.new(stack)


def _running_stack() -> Stack:
    try:
        stack = read_stack()
    except CommandError as error:
        pytest.exit(f"{error} Next: {error.next_command}", returncode=4)
    if stack.endpoint_url and not answers(stack.endpoint_url):
        pytest.exit(
            f"The stack of .local/stack.json does not answer at {stack.endpoint_url}. Next: make up", 4
        )
    return stack
