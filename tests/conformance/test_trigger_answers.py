"""What becomes of a function's error, and of an answer that is none, whichever trigger it stands behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conformance import wording
from tests.conformance.pools import CHOSEN_USERNAMES, Person, Pool, Pools
from tests.conformance.refusals import refused
from tests.conformance.test_custom_challenges import CLIENT, RIDDLES, begin
from tests.conformance.triggers import Trigger, Triggers

Act = Callable[[Pool, Person], Any]


def sign_up(pool: Pool, _: Person) -> None:
    pool.sign_up()


def confirm_as_admin(pool: Pool, _: Person) -> None:
    person, _answer = pool.sign_up()
    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=person.username)


def log_in(pool: Pool, person: Person) -> None:
    pool.log_in(person)


def forget_the_password(pool: Pool, person: Person) -> None:
    pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)


def answer_the_riddle(pool: Pool, person: Person) -> None:
    pool.answer(person, begin(pool, person), ANSWER="4")


# each trigger, and what has its function run
OCCASIONS: dict[str, Act] = {
    "PreSignUp": sign_up,
    "CustomMessage": forget_the_password,
    "PostConfirmation": confirm_as_admin,
    "PreAuthentication": log_in,
    "PostAuthentication": log_in,
    "PreTokenGeneration": log_in,
    "DefineAuthChallenge": begin,
    "CreateAuthChallenge": begin,
    "VerifyAuthChallengeResponse": answer_the_riddle,
}
OF_TRIGGERS = pytest.mark.parametrize("name", OCCASIONS)


def pool_with(pools: Pools, triggers: Triggers, name: str, trigger: Trigger) -> tuple[Pool, Person]:
    """Somebody who has signed up before the function came."""
    pool = pools.create(client=CLIENT, **CHOSEN_USERNAMES)
    person = pool.confirmed()
    riddles = triggers.make("asks riddles")
    others = dict.fromkeys(RIDDLES, riddles.arn) if name in RIDDLES else {}
    for each in (trigger, riddles):
        each.allow(pool.arn)
    config = {**others, name: trigger.arn}
    pool.cognito.update_user_pool(UserPoolId=pool.id, AutoVerifiedAttributes=["email"], LambdaConfig=config)
    return pool, person


@OF_TRIGGERS
def test_a_functions_error_is_told_with_its_trigger(pools: Pools, triggers: Triggers, name: str) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    (errors that functions generate); Model: InitiateAuth.errors UserLambdaValidationException."""
    pool, person = pool_with(pools, triggers, name, triggers.make("records and raises"))
    with refused("UserLambdaValidationException", message=f"{name} {wording.FAILED_WITH}"):
        OCCASIONS[name](pool, person)


@OF_TRIGGERS
@pytest.mark.parametrize("behaviour", ["returns nothing", "returns text", "returns a list"])
def test_an_answer_that_is_no_event_is_none(
    pools: Pools, triggers: Triggers, name: str, behaviour: str
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    ("Your Lambda function must return the entire event to Amazon Cognito"); Model: InitiateAuth.errors
    InvalidLambdaResponseException."""
    pool, person = pool_with(pools, triggers, name, triggers.make(behaviour))
    with refused("InvalidLambdaResponseException", message=wording.NO_EVENT_RETURNED):
        OCCASIONS[name](pool, person)


@OF_TRIGGERS
def test_a_function_that_is_not_there_fails_each_trigger(pools: Pools, triggers: Triggers, name: str) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    ("you must add permissions to the Lambda function", which none that is gone has); Model:
    InitiateAuth.errors UnexpectedLambdaException."""
    pool, person = pool_with(pools, triggers, name, triggers.make("asks riddles"))
    missing = f"{triggers.make('asks riddles').arn}-gone"
    config = dict.fromkeys(RIDDLES, triggers.make("asks riddles").arn) if name in RIDDLES else {}
    pool.cognito.update_user_pool(
        UserPoolId=pool.id, AutoVerifiedAttributes=["email"], LambdaConfig={**config, name: missing}
    )
    with refused("UnexpectedLambdaException", message=f"{name} {wording.MAY_NOT_INVOKE}"):
        OCCASIONS[name](pool, person)


def test_a_definition_that_names_no_challenge_is_none(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
    (challengeName, issueTokens, failAuthentication); Model: InitiateAuth.errors
    InvalidLambdaResponseException."""
    said = {"challengeName": "NO_SUCH_CHALLENGE", "issueTokens": False, "failAuthentication": False}
    trigger = triggers.saying({"DefineAuthChallenge_Authentication": {"response": said}})
    pool, person = pool_with(pools, triggers, "DefineAuthChallenge", trigger)
    with refused("InvalidLambdaResponseException"):
        begin(pool, person)


def test_a_definition_may_end_the_sign_in(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
    (failAuthentication: "If you want to end the current authentication process, set to true")."""
    said = {"issueTokens": False, "failAuthentication": True}
    trigger = triggers.saying({"DefineAuthChallenge_Authentication": {"response": said}})
    pool, person = pool_with(pools, triggers, "DefineAuthChallenge", trigger)
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        begin(pool, person)


def test_a_pool_without_the_functions_has_no_custom_challenges(pools: Pools) -> None:
    """Model: InitiateAuth.errors InvalidParameterException; CUSTOM_AUTH
    (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html)."""
    pool = pools.create(client=CLIENT, **CHOSEN_USERNAMES)
    person = pool.confirmed()
    with refused("InvalidParameterException", message="Custom auth lambda trigger is not configured"):
        begin(pool, person)
