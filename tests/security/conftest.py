"""A running stack of this folder's own, IAM enforced, and people who sign up on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from scripts.stack_file import Stack
from tests.e2e.person import Person
from tests.embedded_stack import embedded_stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with embedded_stack(tmp_path_factory.mktemp("security")) as deployed:
        yield deployed


@pytest.fixture
def new_person(stack: Stack) -> Callable[[], Person]:
    """Makes people who have not signed up yet; the engine ends with the tests, and they with it."""
    return lambda: Person.new(stack)


@pytest.fixture
def person(new_person: Callable[[], Person]) -> Person:
    """Somebody new, not yet signed up."""
    return new_person()
