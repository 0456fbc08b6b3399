"""The session of a challenge is its user's, through one client, for that challenge, once, for minutes."""

from __future__ import annotations

import pytest

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.authentication import challenges
from cognito_emulator.cognito.errors import AwsError
from tests.unit.clock import Clock
from tests.unit.emulator.user_pools import UserPools

NAME = "EMAIL_OTP"


@pytest.fixture
def pools(clock: Clock) -> UserPools:
    return UserPools(clock)


@pytest.fixture
def client(pools: UserPools) -> AppClient:
    return pools.client(pools.pool())


def test_a_session_lives_as_long_as_its_client_says(pools: UserPools, clock: Clock) -> None:
    client = pools.client(pools.pool(), AuthSessionValidity=5)
    session = challenges.issue(pools.cognito, client, "ana", NAME)
    clock.now += 299
    assert challenges.live(pools.cognito, session, client, "ana", NAME).username == "ana"
    clock.now += 1
    with pytest.raises(AwsError, match="expired"):
        challenges.live(pools.cognito, session, client, "ana", NAME)


def test_a_session_lives_three_minutes_where_its_client_says_nothing(
    pools: UserPools, client: AppClient, clock: Clock
) -> None:
    session = challenges.issue(pools.cognito, client, "ana", NAME)
    clock.now += 180
    with pytest.raises(AwsError, match="expired"):
        challenges.live(pools.cognito, session, client, "ana", NAME)


@pytest.mark.parametrize(("username", "name"), [("ben", NAME), ("ana", "SMS_OTP")])
def test_a_session_answers_for_its_user_and_challenge_alone(
    pools: UserPools, client: AppClient, username: str, name: str
) -> None:
    session = challenges.issue(pools.cognito, client, "ana", NAME)
    with pytest.raises(AwsError) as refused:
        challenges.live(pools.cognito, session, client, username, name)
    assert refused.value.code == "NotAuthorizedException"


@pytest.mark.parametrize("session", ["", "other"])
def test_no_other_session_is_taken(pools: UserPools, client: AppClient, session: str) -> None:
    challenges.issue(pools.cognito, client, "ana", NAME)
    with pytest.raises(AwsError):
        challenges.live(pools.cognito, session, client, "ana", NAME)


def test_a_session_works_through_its_client_alone(pools: UserPools) -> None:
    pool = pools.pool()
    mine, other = pools.client(pool), pools.client(pool)
    session = challenges.issue(pools.cognito, mine, "ana", NAME)
    with pytest.raises(AwsError):
        challenges.live(pools.cognito, session, other, "ana", NAME)


def test_of_two_answers_at_once_one_finds_the_session(pools: UserPools, client: AppClient) -> None:
    session = challenges.issue(pools.cognito, client, "ana", NAME)
    found = [challenges.live(pools.cognito, session, client, "ana", NAME) for _ in range(2)]
    challenges.end(pools.cognito, found[0])
    with pytest.raises(AwsError, match="Invalid session"):
        challenges.end(pools.cognito, found[1])
