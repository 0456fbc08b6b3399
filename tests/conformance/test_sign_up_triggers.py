"""PreSignUp: the function that may refuse, confirm or verify."""

from __future__ import annotations

from tests.conformance import wording
from tests.conformance.pools import Pools
from tests.conformance.refusals import refused
from tests.conformance.test_triggers import pool_with
from tests.conformance.triggers import Triggers


def test_presignup_sees_the_sign_up_before_there_is_a_user(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
    (userAttributes, validationData, clientMetadata)."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PreSignUp")
    person, _ = pool.sign_up(
        Attributes={"custom:plan": "basic"},
        ValidationData=[{"Name": "invitation", "Value": "x-1"}],
        ClientMetadata={"campaign": "spring"},
    )
    event = trigger.event(pool.id)
    request = event["request"]
    assert event["triggerSource"] == "PreSignUp_SignUp"
    said = {"email": person.address, "custom:plan": "basic"}
    assert {name: request["userAttributes"].get(name) for name in said} == said
    assert request["validationData"] == {"invitation": "x-1"}, "the validation data is not there"
    assert request["clientMetadata"] == {"campaign": "spring"}


def test_presignups_response_offers_its_three_switches(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
    (response: autoConfirmUser, autoVerifyPhone, autoVerifyEmail)."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PreSignUp")
    pool.sign_up()
    event = trigger.event(pool.id)
    assert event["response"] == {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}


def test_presignup_refuses_with_its_own_words(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
    (denying a sign-up by an error); Model: SignUp.errors UserLambdaValidationException."""
    pool = pool_with(pools, triggers.make("records and raises"), "PreSignUp")
    with refused("UserLambdaValidationException", message=f"PreSignUp {wording.FAILED_WITH}"):
        pool.sign_up()


def test_a_refused_sign_up_leaves_no_user(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
    ("Shortly before Amazon Cognito signs up a new user")."""
    pool = pool_with(pools, triggers.make("records and raises"), "PreSignUp")
    with refused("UserLambdaValidationException"):
        pool.sign_up()
    assert pool.cognito.list_users(UserPoolId=pool.id)["Users"] == []


def test_presignup_may_confirm_without_verifying(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
    (autoConfirmUser);
    https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html"""
    pool = pool_with(pools, triggers.make("confirms"), "PreSignUp")
    person, answer = pool.sign_up()
    assert answer["UserConfirmed"] is True
    assert pool.user(person)["UserStatus"] == "CONFIRMED"
    assert pool.attributes(person).get("email_verified", "false") == "false"


def test_presignup_may_verify_the_email(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
    (autoVerifyEmail)."""
    pool = pool_with(pools, triggers.make("confirms and verifies"), "PreSignUp")
    person, _ = pool.sign_up()
    assert pool.attributes(person)["email_verified"] == "true"


def test_a_user_whom_presignup_confirmed_fires_postconfirmation(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
    (clientMetadata, from SignUp)."""
    confirms, records = triggers.make("confirms"), triggers.make("records")
    pool = pools.create(LambdaConfig={"PreSignUp": confirms.arn, "PostConfirmation": records.arn})
    confirms.allow(pool.arn)
    records.allow(pool.arn)
    pool.sign_up()
    assert records.event(pool.id)["triggerSource"] == "PostConfirmation_ConfirmSignUp"


def test_presignup_sees_an_admins_new_user_too(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    (PreSignUp_AdminCreateUser)."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PreSignUp")
    pool.cognito.admin_create_user(
        UserPoolId=pool.id, Username=pool.person().username, MessageAction="SUPPRESS"
    )
    assert trigger.event(pool.id)["triggerSource"] == "PreSignUp_AdminCreateUser"


def test_a_presignup_that_the_pool_may_not_invoke_ends_the_sign_up(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    ("you must add permissions to the Lambda function"); Model: SignUp.errors UnexpectedLambdaException."""
    pool = pools.create(LambdaConfig={"PreSignUp": triggers.make("records").arn})
    with refused("UnexpectedLambdaException", message=f"PreSignUp {wording.MAY_NOT_INVOKE}"):
        pool.sign_up()


def test_a_presignup_that_returns_nothing_ends_the_sign_up(pools: Pools, triggers: Triggers) -> None:
    """Model: SignUp.errors InvalidLambdaResponseException."""
    pool = pool_with(pools, triggers.make("returns nothing"), "PreSignUp")
    with refused("InvalidLambdaResponseException", message=wording.NO_EVENT_RETURNED):
        pool.sign_up()


def test_a_presignup_slower_than_five_seconds_ends_the_sign_up(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    ("must respond within 5 seconds ... After 3 unsuccessful attempts, the function times out")."""
    pool = pool_with(pools, triggers.make("sleeps"), "PreSignUp")
    with refused("UnexpectedLambdaException", message=wording.TOO_SLOW):
        pool.sign_up()
    assert pool.cognito.list_users(UserPoolId=pool.id)["Users"] == []
