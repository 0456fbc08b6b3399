"""Somebody who has signed up, for the libraries that check tokens."""

from __future__ import annotations

import pytest

from scripts.stack_file import Stack
from tests.e2e.person import Person


@pytest.fixture
def doctor(stack: Stack) -> Person:
    """A doctor, confirmed."""
    person = Person.new(stack)
    person.user_type = "Doctor"
    person.sign_up_and_confirm()
    return person
