"""How long wrong passwords lock somebody out, by a clock of the test's own."""

from __future__ import annotations

import itertools

import pytest

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.operations.password_lock_out import LONGEST_SECONDS, Failures, PasswordLockOut
from tests.unit.clock import Clock

POOL, USER = "us-east-1_Example00", "somebody"


@pytest.fixture
def lock_out(clock: Clock) -> PasswordLockOut:
    unused: object = None
    return PasswordLockOut(unused, unused, unused, clock)  # type: ignore[arg-type]


def is_locked(lock_out: PasswordLockOut) -> bool:
    try:
        lock_out.check(POOL, USER)
    except AwsError as error:
        return (error.code, error.message) == ("NotAuthorizedException", "Password attempts exceeded")
    return False


def seconds_locked(lock_out: PasswordLockOut, clock: Clock) -> int:
    began = clock.now
    while is_locked(lock_out):
        clock.now += 1
    return int(clock.now - began)


def test_five_wrong_passwords_lock_and_four_do_not(lock_out: PasswordLockOut) -> None:
    for _ in range(4):
        lock_out.count(POOL, USER)
    assert not is_locked(lock_out)
    lock_out.count(POOL, USER)
    assert is_locked(lock_out)


def test_each_further_wrong_password_doubles_the_wait_up_to_a_quarter_of_an_hour(
    lock_out: PasswordLockOut, clock: Clock
) -> None:
    for _ in range(4):
        lock_out.count(POOL, USER)
    waits = []
    for _ in range(12):
        lock_out.count(POOL, USER)
        waits.append(seconds_locked(lock_out, clock))
    assert waits[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert waits[-1] == LONGEST_SECONDS
    assert all(longer >= shorter for shorter, longer in itertools.pairwise(waits))


def test_a_sign_in_ends_the_count(lock_out: PasswordLockOut) -> None:
    for _ in range(4):
        lock_out.count(POOL, USER)
    lock_out.forget(POOL, USER)
    lock_out.count(POOL, USER)
    assert not is_locked(lock_out)


def test_a_quarter_of_an_hour_of_rest_ends_the_count(lock_out: PasswordLockOut, clock: Clock) -> None:
    for _ in range(5):
        lock_out.count(POOL, USER)
    clock.now += 1 + LONGEST_SECONDS
    lock_out.count(POOL, USER)
    assert not is_locked(lock_out)


def test_one_users_wait_is_not_anothers_nor_another_pools(lock_out: PasswordLockOut) -> None:
    for _ in range(5):
        lock_out.count(POOL, USER)
    lock_out.check(POOL, "somebody-else")
    lock_out.check("us-east-1_Example01", USER)


def test_no_number_of_wrong_passwords_is_too_many_to_count() -> None:
    assert Failures(10_000, 0.0).locked_until == LONGEST_SECONDS
