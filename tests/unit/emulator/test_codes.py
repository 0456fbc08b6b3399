"""Codes with a clock of the test's own."""

from __future__ import annotations

import pytest

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.codes import SECONDS_VALID, check_code, new_code
from cognito_emulator.cognito.store.proofs import IssuedCode
from tests.unit.clock import Clock


def refusal(issued: IssuedCode | None, given: str, now: float) -> str:
    with pytest.raises(AwsError) as refused:
        check_code(issued, given, now)
    return refused.value.code


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_code_has_six_digits_with_its_leading_zeros(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cognito_emulator.cognito.rules.codes.secrets.randbelow", lambda _: 7)
    assert new_code(0).code == "000007"


def test_a_code_lives_for_a_day_and_not_a_second_more(clock: Clock) -> None:
    issued = new_code(clock.now)
    assert check_code(issued, issued.code, clock.now + SECONDS_VALID - 1) is issued
    assert refusal(issued, issued.code, clock.now + SECONDS_VALID) == "ExpiredCodeException"


def test_an_expired_code_tells_nobody_whether_it_was_right(clock: Clock) -> None:
    issued = new_code(clock.now)
    assert refusal(issued, other(issued.code), clock.now + SECONDS_VALID) == "ExpiredCodeException"


def test_a_code_that_nobody_was_sent_is_expired(clock: Clock) -> None:
    assert refusal(None, "123456", clock.now) == "ExpiredCodeException"


def test_a_code_that_is_no_ascii_is_a_wrong_one(clock: Clock) -> None:
    issued = new_code(clock.now)
    full_width = "\uff11\uff12\uff13\uff14\uff15\uff16"
    assert refusal(issued, full_width, clock.now) == "CodeMismatchException"
