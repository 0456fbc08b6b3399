"""Lambda triggers: when they fire, with what, and what their failures become."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance import wording
from tests.conformance.pools import OTHER_PASSWORD, Person, Pool, Pools
from tests.conformance.refusals import refused
from tests.conformance.triggers import Trigger, Triggers


def pool_with(pools: Pools, trigger: Trigger, event: str) -> Pool:
    """A pool that calls `trigger` at `event`, and may."""
    pool = pools.create(LambdaConfig={event: trigger.arn})
    trigger.allow(pool.arn)
    return pool


def confirm(pool: Pool, person: Person, answer: dict[str, Any], **call: Any) -> None:
    pool.confirm(person, pool.usable_code(person, answer), **call)


def test_a_confirmation_fires_postconfirmation(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html"""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PostConfirmation")
    confirm(pool, *pool.sign_up())
    assert trigger.event(pool.id)["triggerSource"] == "PostConfirmation_ConfirmSignUp"


def test_the_event_names_region_pool_user_and_client(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    ("User pool Lambda trigger common parameters")."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PostConfirmation")
    person, answer = pool.sign_up()
    confirm(pool, person, answer)
    event = trigger.event(pool.id)
    assert event["version"] == "1"
    assert event["region"] == pool.id.split("_", maxsplit=1)[0]
    assert event["userName"] == pool.user(person)["Username"]
    assert event["callerContext"]["clientId"] == pool.client_id
    assert event["callerContext"]["awsSdkVersion"]
    assert event["response"] == {}


def test_the_event_holds_the_confirmed_users_attributes_as_strings(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
    ("The request contains the current attributes for the confirmed user")."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PostConfirmation")
    person, answer = pool.sign_up(Attributes={"custom:plan": "basic", "custom:level": "7"})
    confirm(pool, person, answer)
    event = trigger.event(pool.id)
    held = event["request"]["userAttributes"]
    assert all(isinstance(value, str) for value in held.values())
    said = {"email": person.address, "custom:plan": "basic", "custom:level": "7", "email_verified": "true"}
    said |= {"sub": answer["UserSub"], "cognito:user_status": "CONFIRMED"}
    assert {name: held.get(name) for name in said} == said


def test_client_metadata_reaches_postconfirmation(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
    (clientMetadata, from ConfirmSignUp)."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PostConfirmation")
    person, answer = pool.sign_up()
    confirm(pool, person, answer, ClientMetadata={"campaign": "spring"})
    event = trigger.event(pool.id)
    assert event["request"]["clientMetadata"] == {"campaign": "spring"}


def test_an_admins_confirmation_fires_postconfirmation(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
    (clientMetadata, from AdminConfirmSignUp)."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PostConfirmation")
    person, _ = pool.sign_up()
    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=person.username)
    assert trigger.event(pool.id)["triggerSource"] == "PostConfirmation_ConfirmSignUp"


def test_a_created_user_fires_no_postconfirmation(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
    (its triggering operations; AdminCreateUser is none)."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PostConfirmation")
    created = pool.person()
    pool.cognito.admin_create_user(UserPoolId=pool.id, Username=created.username, MessageAction="SUPPRESS")
    pool.cognito.admin_set_user_password(
        UserPoolId=pool.id, Username=created.username, Password=OTHER_PASSWORD, Permanent=True
    )
    confirm(pool, *pool.sign_up())  # an event that does come, so that the wait has an end
    event = trigger.event(pool.id)
    assert event["userName"] != pool.user(created)["Username"]


def test_a_reset_password_fires_postconfirmation_as_what_it_is(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    (PostConfirmation_ConfirmForgotPassword)."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PostConfirmation")
    person, answer = pool.sign_up()
    confirm(pool, person, answer)
    sent = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    pool.cognito.confirm_forgot_password(
        ClientId=pool.client_id,
        Username=person.username,
        ConfirmationCode=pool.usable_code(person, sent),
        Password=OTHER_PASSWORD,
    )
    sources = [event["triggerSource"] for event in trigger.events(pool.id, wanted=2)]
    assert sorted(sources) == ["PostConfirmation_ConfirmForgotPassword", "PostConfirmation_ConfirmSignUp"]


def test_a_wrong_code_fires_nothing(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
    ("invokes this trigger after a new user is confirmed")."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PostConfirmation")
    person, answer = pool.sign_up()
    code = pool.usable_code(person, answer)
    with refused("CodeMismatchException"):
        pool.confirm(person, "000000" if code != "000000" else "000001")
    pool.confirm(person, code)
    assert len(trigger.events(pool.id, wanted=2, seconds=2)) == 1


def test_a_raising_function_is_a_validation_error_with_its_words(pools: Pools, triggers: Triggers) -> None:
    """Model: ConfirmSignUp.errors UserLambdaValidationException."""
    pool = pool_with(pools, triggers.make("records and raises"), "PostConfirmation")
    person, answer = pool.sign_up()
    with refused("UserLambdaValidationException", message=f"PostConfirmation {wording.FAILED_WITH}"):
        confirm(pool, person, answer)


@pytest.mark.unproven(
    "AWS's page says that the trigger runs after the confirmation, not what its failure undoes"
)
def test_a_user_stays_confirmed_though_the_function_raises(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
    ("invokes this trigger after a new user is confirmed")."""
    pool = pool_with(pools, triggers.make("records and raises"), "PostConfirmation")
    person, answer = pool.sign_up()
    code = pool.usable_code(person, answer)
    with refused("UserLambdaValidationException"):
        pool.confirm(person, code)
    assert pool.user(person)["UserStatus"] == "CONFIRMED"
    with refused("NotAuthorizedException"):
        pool.confirm(person, code)


def test_a_function_that_the_pool_may_not_invoke_is_an_unexpected_error(
    pools: Pools, triggers: Triggers
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    ("you must add permissions to the Lambda function"); Model: ConfirmSignUp.errors
    UnexpectedLambdaException."""
    pool = pools.create(LambdaConfig={"PostConfirmation": triggers.make("records").arn})
    person, answer = pool.sign_up()
    with refused("UnexpectedLambdaException", message=f"PostConfirmation {wording.MAY_NOT_INVOKE}"):
        confirm(pool, person, answer)


def test_a_permission_for_another_pool_is_none(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    ("on behalf of both the user pool in the aws:SourceArn condition")."""
    trigger = triggers.make("records")
    pool_with(pools, trigger, "PostConfirmation")
    pool = pools.create(LambdaConfig={"PostConfirmation": trigger.arn})
    person, answer = pool.sign_up()
    with refused("UnexpectedLambdaException"):
        confirm(pool, person, answer)


def test_a_function_that_returns_nothing_gives_no_valid_response(pools: Pools, triggers: Triggers) -> None:
    """Model: ConfirmSignUp.errors InvalidLambdaResponseException."""
    pool = pool_with(pools, triggers.make("returns nothing"), "PostConfirmation")
    person, answer = pool.sign_up()
    with refused("InvalidLambdaResponseException", message=wording.NO_EVENT_RETURNED):
        confirm(pool, person, answer)


def test_a_function_that_returns_no_event_gives_no_valid_response(pools: Pools, triggers: Triggers) -> None:
    """Model: ConfirmSignUp.errors InvalidLambdaResponseException."""
    pool = pool_with(pools, triggers.make("returns text"), "PostConfirmation")
    person, answer = pool.sign_up()
    with refused("InvalidLambdaResponseException", message=wording.NO_EVENT_RETURNED):
        confirm(pool, person, answer)


def test_a_function_slower_than_five_seconds_is_tried_three_times_and_given_up(
    pools: Pools, triggers: Triggers
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    ("must respond within 5 seconds ... After 3 unsuccessful attempts, the function times out")."""
    trigger = triggers.make("records and sleeps")
    pool = pool_with(pools, trigger, "PostConfirmation")
    person, answer = pool.sign_up()
    with refused("UnexpectedLambdaException", message=wording.TOO_SLOW):
        confirm(pool, person, answer)
    assert len(trigger.events(pool.id, wanted=3, seconds=30)) == 3


@pytest.mark.unproven("AWS's pages speak of Cognito's 5 seconds, not of a function's own shorter time-out")
def test_a_function_that_lambda_ends_is_a_validation_error(pools: Pools, triggers: Triggers) -> None:
    """Model: ConfirmSignUp.errors UserLambdaValidationException."""
    pool = pool_with(pools, triggers.make("sleeps", timeout=1), "PostConfirmation")
    person, answer = pool.sign_up()
    with refused("UserLambdaValidationException", message=wording.LAMBDA_ENDED_IT):
        confirm(pool, person, answer)
