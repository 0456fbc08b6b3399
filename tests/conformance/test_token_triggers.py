"""PreAuthentication, PostAuthentication and PreTokenGeneration: functions at sign-in."""

from __future__ import annotations

from tests.conformance import wording
from tests.conformance.pools import Pools, claims
from tests.conformance.refusals import refused
from tests.conformance.test_triggers import pool_with
from tests.conformance.triggers import Triggers


def test_pretokengeneration_adds_a_claim_to_the_id_token(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (claimsToAddOrOverride)."""
    pool = pool_with(pools, triggers.make("adds a claim"), "PreTokenGeneration")
    said = claims(pool.tokens(pool.confirmed())["IdToken"])
    assert said["added_by"] == "TokenGeneration_Authentication"


def test_pretokengeneration_takes_a_claim_out_of_the_id_token(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (claimsToSuppress)."""
    pool = pool_with(pools, triggers.make("adds a claim"), "PreTokenGeneration")
    said = claims(pool.tokens(pool.confirmed(Attributes={"name": "Ada"}))["IdToken"])
    assert "added_by" in said
    assert "name" not in said


def test_pretokengeneration_of_version_one_leaves_the_access_token_alone(
    pools: Pools, triggers: Triggers
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (access token customization needs version 2 of the event)."""
    pool = pool_with(pools, triggers.make("adds a claim"), "PreTokenGeneration")
    tokens = pool.tokens(pool.confirmed())
    assert "added_by" in claims(tokens["IdToken"])
    assert "added_by" not in claims(tokens["AccessToken"])


def test_pretokengeneration_runs_at_a_refresh_as_what_it_is(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    (TokenGeneration_RefreshTokens)."""
    pool = pool_with(pools, triggers.make("adds a claim"), "PreTokenGeneration")
    refreshed = pool.refresh(pool.tokens(pool.confirmed())["RefreshToken"])
    assert claims(refreshed["IdToken"])["added_by"] == "TokenGeneration_RefreshTokens"


def test_pretokengeneration_replaces_the_groups(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (groupOverrideDetails.groupsToOverride)."""
    pool = pool_with(pools, triggers.make("replaces the groups"), "PreTokenGeneration")
    person = pool.confirmed()
    pool.add_to_group(person, pool.group("Readers"))
    assert claims(pool.tokens(person)["IdToken"])["cognito:groups"] == ["Invented"]


def test_pretokengeneration_sees_the_users_groups(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (groupConfiguration.groupsToOverride)."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PreTokenGeneration")
    person = pool.confirmed()
    pool.add_to_group(person, pool.group("Readers"))
    pool.log_in(person)
    event = trigger.event(pool.id)
    assert event["request"]["groupConfiguration"]["groupsToOverride"] == ["Readers"]


def test_preauthentication_keeps_out_with_its_own_words(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
    (an error ends the sign-in); Model: InitiateAuth.errors UserLambdaValidationException."""
    pool = pool_with(pools, triggers.make("records and raises"), "PreAuthentication")
    person = pool.confirmed()
    with refused(
        "UserLambdaValidationException",
        message=f"PreAuthentication {wording.FAILED_WITH}",
    ):
        pool.log_in(person)


def test_postauthentication_runs_after_a_sign_in(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html"""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PostAuthentication")
    person = pool.confirmed()
    with refused("NotAuthorizedException"):
        pool.log_in(person, "Quite-Wrong-7-Password")
    pool.log_in(person)
    assert trigger.event(pool.id)["triggerSource"] == "PostAuthentication_Authentication"
