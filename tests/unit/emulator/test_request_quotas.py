"""How often an hour somebody may ask, by a clock of the test's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cognito_emulator.cognito.authentication.attempts import count_request
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.request_quotas import HOUR, MOST_AN_HOUR
from cognito_emulator.cognito.user_pool import UserPool
from tests.unit.clock import Clock
from tests.unit.emulator import own_pool


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cognito(clock: Clock) -> Cognito:
    return own_pool.cognito(clock)


@pytest.fixture
def pool(cognito: Cognito) -> UserPool:
    return own_pool.pool(cognito.store, UsernameConfiguration={"CaseSensitive": False})


def is_let_in(cognito: Cognito, pool: UserPool, name: str) -> bool:
    try:
        count_request(cognito, pool, "ForgotPassword", name, None)
    except AwsError as error:
        assert error.code == "LimitExceededException"  # noqa: PT017 - both are answers
        return False
    return True


def requests(cognito: Cognito, pool: UserPool, name: str = "ada", times: int = 50) -> int:
    """How many of so many requests are let in."""
    return sum(is_let_in(cognito, pool, name) for _ in range(times))


def test_after_an_hour_somebody_may_ask_again(cognito: Cognito, pool: UserPool, clock: Clock) -> None:
    most = MOST_AN_HOUR["ForgotPassword"]
    assert requests(cognito, pool) == most
    clock.now += HOUR - 1
    assert requests(cognito, pool) == 0
    clock.now += 1
    assert requests(cognito, pool) == most


def test_another_spelling_of_a_name_has_no_quota_of_its_own(cognito: Cognito, pool: UserPool) -> None:
    requests(cognito, pool)
    assert requests(cognito, pool, "ADA") == 0
    assert requests(cognito, pool, "grace") > 0


def test_without_limits_nobody_is_refused(cognito: Cognito, pool: UserPool) -> None:
    assert requests(replace(cognito, has_limits=False), pool) == 50


def test_a_quota_is_forgotten_with_its_user(cognito: Cognito, pool: UserPool) -> None:
    user = own_pool.user(cognito.store, pool, "ada")
    requests(cognito, pool)
    cognito.store.users.remove(user)
    assert requests(cognito, pool) > 0


def test_requests_of_former_hours_are_not_kept(cognito: Cognito, pool: UserPool, clock: Clock) -> None:
    for name in ("ada", "grace", "alan"):
        requests(cognito, pool, name)
        clock.now += HOUR
    count_request(cognito, pool, "ForgotPassword", "edsger", None)
    assert cognito.store.database.row("SELECT count(*) FROM requests") == (1,)
