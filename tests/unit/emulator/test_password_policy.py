"""The password policy of a pool."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.cognito.authentication.password import temporary_password
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.password_policy import check_password

STRICT = {
    "MinimumLength": 12,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
}


def settings(**policy: object) -> dict[str, object]:
    return {"Policies": {"PasswordPolicy": policy}}


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("Short-7", "Password not long enough"),
        ("correct-horse-7-battery", "Password must have uppercase characters"),
        ("CORRECT-HORSE-7-BATTERY", "Password must have lowercase characters"),
        ("Correct-Horse-X-Battery", "Password must have numeric characters"),
        ("CorrectHorse7Battery", "Password must have symbol characters"),
        (" CorrectHorse7Battery ", "Password must have symbol characters"),
    ],
)
def test_the_first_broken_rule_is_told_in_awss_words(password: str, problem: str) -> None:
    with pytest.raises(AwsError) as refused:
        check_password(settings(**STRICT), password)
    assert refused.value.code == "InvalidPasswordException"
    assert refused.value.message == f"Password did not conform with policy: {problem}"


def test_a_space_within_counts_as_a_symbol() -> None:
    check_password(settings(**STRICT), "Correct Horse 7 Battery")


def test_a_rule_that_the_pool_does_not_have_binds_nobody() -> None:
    check_password(settings(MinimumLength=6), "simple")


@given(st.integers(min_value=6, max_value=99))
def test_a_made_up_temporary_password_fits_every_policy(length: int) -> None:
    policy = settings(**{**STRICT, "MinimumLength": length})
    password = temporary_password(policy)
    check_password(policy, password)
    assert len(password) == max(length, 8)
