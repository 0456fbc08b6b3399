"""Codes with a clock of the test's own."""

from __future__ import annotations

import json

import pytest

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.codes import (
    PASSWORD,
    SECONDS_VALID,
    SIGN_UP,
    ConfirmationCodes,
    attribute_purpose,
)
from tests.unit.clock import Clock

POOL, USER = "us-east-1_Example00", "somebody"


@pytest.fixture
def codes(clock: Clock) -> ConfirmationCodes:
    return ConfirmationCodes(clock)


def refusal(codes: ConfirmationCodes, code: str, purpose: str = SIGN_UP) -> str:
    with pytest.raises(AwsError) as refused:
        codes.check(POOL, USER, purpose, code)
    return refused.value.code


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_code_has_six_digits_with_its_leading_zeros(
    codes: ConfirmationCodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cognito_emulator.cognito.rules.codes.secrets.randbelow", lambda _: 7)
    assert codes.issue(POOL, USER, SIGN_UP) == "000007"


def test_a_code_lives_for_a_day_and_not_a_second_more(codes: ConfirmationCodes, clock: Clock) -> None:
    code = codes.issue(POOL, USER, SIGN_UP)
    clock.now += SECONDS_VALID - 1
    codes.check(POOL, USER, SIGN_UP, code)
    clock.now += 1
    assert refusal(codes, code) == "ExpiredCodeException"


def test_an_expired_code_tells_nobody_whether_it_was_right(codes: ConfirmationCodes, clock: Clock) -> None:
    code = codes.issue(POOL, USER, SIGN_UP)
    clock.now += SECONDS_VALID
    assert refusal(codes, other(code)) == "ExpiredCodeException"


def test_the_next_code_is_the_end_of_the_one_before(codes: ConfirmationCodes) -> None:
    first = codes.issue(POOL, USER, SIGN_UP)
    second = codes.issue(POOL, USER, SIGN_UP)
    while second == first:
        second = codes.issue(POOL, USER, SIGN_UP)
    assert refusal(codes, first) == "CodeMismatchException"
    codes.check(POOL, USER, SIGN_UP, second)


def test_a_spent_code_is_expired(codes: ConfirmationCodes) -> None:
    code = codes.issue(POOL, USER, SIGN_UP)
    codes.spend(POOL, USER, SIGN_UP)
    assert refusal(codes, code) == "ExpiredCodeException"


def test_a_code_for_one_thing_is_none_for_another(codes: ConfirmationCodes) -> None:
    code = codes.issue(POOL, USER, SIGN_UP)
    assert refusal(codes, code, PASSWORD) == "ExpiredCodeException"


def test_a_code_that_is_no_ascii_is_a_wrong_one(codes: ConfirmationCodes) -> None:
    codes.issue(POOL, USER, SIGN_UP)
    assert refusal(codes, "\uff11\uff12\uff13\uff14\uff15\uff16") == "CodeMismatchException"


def test_who_has_the_name_of_a_deleted_user_has_not_their_codes(codes: ConfirmationCodes) -> None:
    email = attribute_purpose("email")
    sent = {purpose: codes.issue(POOL, USER, purpose) for purpose in (SIGN_UP, PASSWORD, email)}
    codes.forget_user(POOL, USER)
    assert {refusal(codes, code, purpose) for purpose, code in sent.items()} == {"ExpiredCodeException"}


def test_codes_are_what_they_were_after_a_restart(codes: ConfirmationCodes, clock: Clock) -> None:
    code = codes.issue(POOL, USER, attribute_purpose("email"), "new@example.com")
    after = ConfirmationCodes(clock)
    after.load(json.loads(json.dumps(codes.dumped())))
    assert after.check(POOL, USER, attribute_purpose("email"), code).value == "new@example.com"


def test_a_restart_does_not_keep_what_has_expired(codes: ConfirmationCodes, clock: Clock) -> None:
    codes.issue(POOL, USER, SIGN_UP)
    clock.now += SECONDS_VALID
    assert codes.dumped() == {}
