"""Which type a person gets, and which is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signup.errors import UserTypeRefusedError
from signup.user_type import decide_user_type
from tests.unit.fakes import SETTINGS


@pytest.mark.parametrize("asked", SETTINGS.user_types)
def test_a_configured_type_is_given(asked: str) -> None:
    assert decide_user_type(asked, SETTINGS) == asked


@pytest.mark.parametrize("asked", [None, ""])
def test_no_type_means_the_default(asked: str | None) -> None:
    assert decide_user_type(asked, SETTINGS) == "Patient"


@pytest.mark.parametrize("asked", ["doctor", "Doctor ", " ", "Doctor,Patient", "Nurse"])
def test_a_type_that_only_resembles_one_is_refused(asked: str) -> None:
    with pytest.raises(UserTypeRefusedError):
        decide_user_type(asked, SETTINGS)


def test_a_refusal_says_what_is_allowed() -> None:
    with pytest.raises(UserTypeRefusedError) as refusal:
        decide_user_type("Nurse", SETTINGS)
    assert str(refusal.value) == "custom:user_type must be one of Doctor, Patient, Admin"


@given(st.text(min_size=1).map(lambda text: f"<{text}>"))
def test_a_refusal_does_not_repeat_what_was_asked(asked: str) -> None:
    with pytest.raises(UserTypeRefusedError) as refusal:
        decide_user_type(asked, SETTINGS)
    assert asked not in str(refusal.value)


@given(
    asked=st.none() | st.text(),
    user_types=st.lists(st.text(min_size=1), min_size=1, unique=True),
)
def test_nobody_gets_a_type_that_is_not_configured(asked: str | None, user_types: list[str]) -> None:
    settings = replace(SETTINGS, user_types=tuple(user_types), default_user_type=user_types[0])
    try:
        given_type = decide_user_type(asked, settings)
    except UserTypeRefusedError:
        assert asked not in user_types
    else:
        assert given_type in user_types
        assert given_type == (asked or user_types[0])
