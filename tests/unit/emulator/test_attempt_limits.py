"""How long wrong passwords lock somebody out, by a clock of the test's own."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pytest

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.attempt_limits import (
    LONGEST_SECONDS,
    after_a_wrong_one,
    check_may_try,
)
from cognito_emulator.cognito.store.proofs import WrongPasswords
from tests.unit.clock import Clock


@dataclass
class Somebody:
    clock: Clock
    wrong: WrongPasswords = field(default_factory=lambda: WrongPasswords(0, 0.0))

    def is_wrong(self, times: int = 1) -> None:
        for _ in range(times):
            self.wrong = after_a_wrong_one(self.wrong, self.clock.now)

    def is_locked(self) -> bool:
        try:
            check_may_try(self.wrong, self.clock.now)
        except AwsError as error:
            return (error.code, error.message) == ("NotAuthorizedException", "Password attempts exceeded")
        return False

    def seconds_locked(self) -> int:
        began = self.clock.now
        while self.is_locked():
            self.clock.now += 1
        return int(self.clock.now - began)


@pytest.fixture
def somebody(clock: Clock) -> Somebody:
    return Somebody(clock)


def test_five_wrong_passwords_lock_and_four_do_not(somebody: Somebody) -> None:
    somebody.is_wrong(4)
    assert not somebody.is_locked()
    somebody.is_wrong()
    assert somebody.is_locked()


def test_each_further_wrong_password_doubles_the_wait_up_to_a_quarter_of_an_hour(somebody: Somebody) -> None:
    somebody.is_wrong(4)
    waits = []
    for _ in range(12):
        somebody.is_wrong()
        waits.append(somebody.seconds_locked())
    assert waits[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert waits[-1] == LONGEST_SECONDS
    assert all(longer >= shorter for shorter, longer in itertools.pairwise(waits))


def test_a_quarter_of_an_hour_of_rest_ends_the_count(somebody: Somebody) -> None:
    somebody.is_wrong(5)
    somebody.clock.now += 1 + LONGEST_SECONDS
    somebody.is_wrong()
    assert not somebody.is_locked()


def test_no_number_of_wrong_passwords_is_too_many_to_count(clock: Clock) -> None:
    many = Somebody(clock, WrongPasswords(10_000, clock.now))
    assert many.seconds_locked() == LONGEST_SECONDS
