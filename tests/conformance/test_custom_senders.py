"""Custom senders: a function that delivers codes in the pool's place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.pools import OTHER_PASSWORD, Pool, Pools, as_attributes, some_address
from tests.conformance.refusals import refused
from tests.conformance.sender import Sender
from tests.conformance.triggers import Triggers

PHONE = "+12065550123"


@pytest.fixture
def pool(pools: Pools, sender: Sender) -> Pool:
    made = pools.create(LambdaConfig=sender.configuration())
    sender.allow(made.arn)
    return made


def event_of(sender: Sender, pool: Pool, address: str) -> dict[str, Any]:
    event = sender.newest_event(pool.id, address)
    assert event, "the function was not called"
    return event


def test_a_sign_ups_code_goes_to_the_sender_encrypted_by_the_pools_key(pool: Pool, sender: Sender) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
    (CustomEmailSender_SignUp; type, code, userAttributes)."""
    person, _ = pool.sign_up()
    event = event_of(sender, pool, person.address)
    assert event["triggerSource"] == "CustomEmailSender_SignUp"
    assert event["request"]["type"] == "customEmailSenderRequestV1"
    assert event["request"]["userAttributes"]["sub"] == pool.attributes(person)["sub"]
    pool.confirm(person, sender.opened(event))
    assert pool.user(person)["UserStatus"] == "CONFIRMED"


def test_the_sender_gets_the_calls_client_metadata(pool: Pool, sender: Sender) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
    (clientMetadata)."""
    person, _ = pool.sign_up(ClientMetadata={"campaign": "spring"})
    assert event_of(sender, pool, person.address)["request"]["clientMetadata"] == {"campaign": "spring"}


def test_a_replacement_code_has_a_source_of_its_own(pool: Pool, sender: Sender) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
    (CustomEmailSender_ResendCode)."""
    person, _ = pool.sign_up()
    event_of(sender, pool, person.address)
    pool.cognito.resend_confirmation_code(ClientId=pool.client_id, Username=person.username)
    event = event_of(sender, pool, person.address)
    assert event["triggerSource"] == "CustomEmailSender_ResendCode"
    pool.confirm(person, sender.opened(event))


def test_a_forgotten_passwords_code_has_a_source_of_its_own(pool: Pool, sender: Sender) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
    (CustomEmailSender_ForgotPassword)."""
    person = pool.confirmed()
    event_of(sender, pool, person.address)
    pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    event = event_of(sender, pool, person.address)
    assert event["triggerSource"] == "CustomEmailSender_ForgotPassword"
    pool.cognito.confirm_forgot_password(
        ClientId=pool.client_id,
        Username=person.username,
        ConfirmationCode=sender.opened(event),
        Password=OTHER_PASSWORD,
    )


def test_an_invitations_password_goes_to_the_sender(pool: Pool, sender: Sender) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
    (CustomEmailSender_AdminCreateUser: "sends them a temporary password")."""
    address = some_address()
    pool.cognito.admin_create_user(
        UserPoolId=pool.id, Username=address, UserAttributes=as_attributes({"email": address})
    )
    event = event_of(sender, pool, address)
    assert event["triggerSource"] == "CustomEmailSender_AdminCreateUser"
    answer = pool.cognito.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": sender.opened(event)},
    )
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_a_changed_addresss_code_has_a_source_of_its_own(pool: Pool, sender: Sender) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
    (CustomEmailSender_UpdateUserAttribute)."""
    token, address = pool.tokens(pool.confirmed())["AccessToken"], some_address()
    pool.cognito.update_user_attributes(AccessToken=token, UserAttributes=as_attributes({"email": address}))
    event = event_of(sender, pool, address)
    assert event["triggerSource"] == "CustomEmailSender_UpdateUserAttribute"
    pool.cognito.verify_user_attribute(AccessToken=token, AttributeName="email", Code=sender.opened(event))


@pytest.mark.unproven(
    "AWS's pages describe the function's answer nowhere but as one that nothing is expected of"
)
def test_nothing_is_expected_of_a_senders_answer(pools: Pools, triggers: Triggers, sender: Sender) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
    ("doesn't expect any additional return information")."""
    trigger = triggers.make("returns nothing")
    silent = {"CustomEmailSender": {"LambdaArn": trigger.arn, "LambdaVersion": "V1_0"}}
    pool = pools.create(LambdaConfig={**sender.configuration(), **silent})
    trigger.allow(pool.arn)
    person, _ = pool.sign_up()
    assert pool.user(person)["UserStatus"] == "UNCONFIRMED"


def test_a_senders_error_reaches_whoever_asked(pools: Pools, triggers: Triggers, sender: Sender) -> None:
    """Model: SignUp.errors UserLambdaValidationException; Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html"""
    trigger = triggers.make("records and raises")
    failing = {"CustomEmailSender": {"LambdaArn": trigger.arn, "LambdaVersion": "V1_0"}}
    pool = pools.create(LambdaConfig={**sender.configuration(), **failing})
    trigger.allow(pool.arn)
    with refused("UserLambdaValidationException"):
        pool.sign_up()


def test_a_text_goes_to_the_sms_sender(pools: Pools, sender: Sender) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html
    (CustomSMSSender_SignUp; customSMSSenderRequestV1)."""
    by_text = {
        "CustomSMSSender": {"LambdaArn": sender.trigger.arn, "LambdaVersion": "V1_0"},
        "KMSKeyID": sender.key_arn,
    }
    pool = pools.create(
        UsernameAttributes=["phone_number"],
        AutoVerifiedAttributes=["phone_number"],
        LambdaConfig=by_text,
        AccountRecoverySetting=None,
        client={"ReadAttributes": None, "WriteAttributes": None},
    )
    sender.allow(pool.arn)
    answer = pool.cognito.sign_up(
        ClientId=pool.client_id,
        Username=PHONE,
        Password=OTHER_PASSWORD,
        UserAttributes=as_attributes({"email": some_address(), "phone_number": PHONE}),
    )
    event = event_of(sender, pool, PHONE)
    assert event["triggerSource"] == "CustomSMSSender_SignUp"
    assert event["request"]["type"] == "customSMSSenderRequestV1"
    pool.cognito.confirm_sign_up(
        ClientId=pool.client_id, Username=PHONE, ConfirmationCode=sender.opened(event)
    )
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
