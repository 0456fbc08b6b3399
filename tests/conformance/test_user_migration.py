"""User migration: what its function may say of somebody, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.factors import SENDER, some_number
from tests.conformance.pools import CHOSEN_USERNAMES, Person, Pool, Pools, some_address
from tests.conformance.refusals import refused
from tests.conformance.test_custom_challenges import CLIENT, OF_OLD, stranger
from tests.conformance.triggers import Triggers

SIGN_IN, FORGOTTEN = "UserMigration_Authentication", "UserMigration_ForgotPassword"
TELLS = {**CLIENT, "PreventUserExistenceErrors": "LEGACY"}
WEAK = "weak"
ALL_ATTRIBUTES: dict[str, Any] = {"WriteAttributes": None, "ReadAttributes": None}


def known(**said: Any) -> dict[str, Any]:
    """What a function says of somebody whom it knows, without a message of welcome."""
    attributes = {"email": stranger().address, "email_verified": "true", **said.pop("userAttributes", {})}
    return {"response": {"userAttributes": attributes, "messageAction": "SUPPRESS", **said}}


def pool_that_migrates(pools: Pools, triggers: Triggers, said: dict[str, Any], **settings: Any) -> Pool:
    trigger = triggers.saying({SIGN_IN: said, FORGOTTEN: said})
    config = {"UserMigration": trigger.arn}
    pool = pools.create(client=TELLS, LambdaConfig=config, **{**CHOSEN_USERNAMES, **settings})
    trigger.allow(pool.arn)
    return pool


def test_a_sign_ins_data_reaches_the_function(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    (validationData: "you can use the ClientMetadata parameter in the InitiateAuth"; clientMetadata: in
    ForgotPassword)."""
    trigger = triggers.make("migrates")
    pool = pools.create(client=TELLS, LambdaConfig={"UserMigration": trigger.arn}, **CHOSEN_USERNAMES)
    trigger.allow(pool.arn)
    pool.cognito.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "by-password", "PASSWORD": OF_OLD},
        ClientMetadata={"from": "by-password"},
    )
    pool.cognito.forgot_password(
        ClientId=pool.client_id, Username="forgotten", ClientMetadata={"from": "forgotten"}
    )
    by_password, forgotten = (event["request"] for event in trigger.events(pool.id, wanted=2))
    assert by_password["validationData"] == {"from": "by-password"}
    assert "clientMetadata" not in by_password
    assert forgotten["clientMetadata"] == {"from": "forgotten"}
    assert not forgotten.get("validationData")


def test_who_is_not_confirmed_by_the_function_resets_the_password(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    ("If you don't set this attribute to CONFIRMED, it's set to RESET_REQUIRED")."""
    pool = pool_that_migrates(pools, triggers, known())
    with refused("PasswordResetRequiredException"):
        pool.log_in(stranger())
    assert pool.user(stranger())["UserStatus"] == "RESET_REQUIRED"


def test_a_password_of_old_may_be_weak(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    ("Amazon Cognito doesn't enforce the password strength policy ... during migration")."""
    pool = pool_that_migrates(pools, triggers, known(finalUserStatus="CONFIRMED"))
    person = Person(stranger().username, stranger().address, WEAK)
    for _ in range(2):
        assert pool.tokens(person)["AccessToken"]


def test_a_function_that_says_nothing_has_migrated_nobody(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    (the example returns the event unchanged for whom it does not know),
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("when an empty response was returned by the Lambda trigger")."""
    pool = pool_that_migrates(pools, triggers, {})
    with refused("UserNotFoundException"):
        pool.log_in(stranger())
    hiding = pool.another_client(PreventUserExistenceErrors="ENABLED", **ALL_ATTRIBUTES)
    with refused("NotAuthorizedException"):
        pool.log_in(stranger(), client_id=hiding)
    with refused("UserNotFoundException"):
        pool.user(stranger())


@pytest.mark.parametrize("said", [{"error": "unknown"}, {"output": None}, {"output": "text"}, {"output": []}])
def test_a_function_that_fails_has_migrated_nobody(
    pools: Pools, triggers: Triggers, said: dict[str, Any]
) -> None:
    """Source: https://repost.aws/questions/QU3VgGes1IRne3OVkCDMjrBA (AWS's answer to nil, an empty text and
    an empty object); Model: InitiateAuth.errors UserNotFoundException."""
    pool = pool_that_migrates(pools, triggers, said)
    with refused("UserNotFoundException", message=f"Exception migrating user in app client {pool.client_id}"):
        pool.log_in(stranger())
    with refused("UserNotFoundException"):
        pool.user(stranger())


def test_a_proof_of_the_password_migrates_nobody(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-import-using-lambda.html
    (the app "must use the USER_PASSWORD_AUTH" flow)."""
    pool = pool_that_migrates(pools, triggers, known(finalUserStatus="CONFIRMED"))
    settings = {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"], "PreventUserExistenceErrors": "LEGACY"}
    with refused("UserNotFoundException", "NotAuthorizedException"):
        pool.cognito.initiate_auth(
            ClientId=pool.another_client(**settings, **ALL_ATTRIBUTES),
            AuthFlow="USER_SRP_AUTH",
            AuthParameters={"USERNAME": stranger().username, "SRP_A": "abcdef"},
        )
    with refused("UserNotFoundException"):
        pool.user(stranger())


@pytest.mark.parametrize("by_force", [False, True])
def test_an_alias_is_taken_by_force_alone(pools: Pools, triggers: Triggers, by_force: bool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    (forceAliasCreation: "the API call migrates the alias from the previous user"; otherwise "Amazon Cognito
    doesn't migrate the user and returns an error")."""
    address = some_address()
    said = known(userAttributes={"email": address}, finalUserStatus="CONFIRMED", forceAliasCreation=by_force)
    pool = pool_that_migrates(pools, triggers, said, AliasAttributes=["email"])
    owner = pool.person()
    pool.sign_up(owner, Attributes={"email": address})
    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=owner.username)
    pool.set_as_admin(owner, {"email_verified": "true"})
    if by_force:
        assert pool.tokens(stranger())["AccessToken"]
        found = pool.cognito.admin_get_user(UserPoolId=pool.id, Username=address)
        assert found["Username"] == stranger().username
        return
    with refused("AliasExistsException", "UserNotFoundException", "NotAuthorizedException"):
        pool.log_in(stranger())
    with refused("UserNotFoundException"):
        pool.user(stranger())


@pytest.mark.parametrize("has_number", [False, True])
def test_a_migrated_person_may_be_asked_for_a_text(
    pools: Pools, triggers: Triggers, has_number: bool
) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    (enableSMSMFA: "must include a phone number, or else the migration of that user will fail")."""
    number = {"phone_number": some_number(), "phone_number_verified": "true"} if has_number else {}
    said = known(userAttributes=number, finalUserStatus="CONFIRMED", enableSMSMFA=True)
    pool = pool_that_migrates(pools, triggers, said)
    pool.cognito.set_user_pool_mfa_config(
        UserPoolId=pool.id, MfaConfiguration="OPTIONAL", SmsMfaConfiguration={"SmsConfiguration": SENDER}
    )
    if has_number:
        assert pool.log_in(stranger())["ChallengeName"] == "SMS_MFA"
        return
    with refused("InvalidLambdaResponseException", "UserNotFoundException", "NotAuthorizedException"):
        pool.log_in(stranger())
    with refused("UserNotFoundException"):
        pool.user(stranger())


@pytest.mark.parametrize(("mediums", "attribute"), [([], "phone_number"), (["EMAIL"], "email")])
def test_a_migrated_person_is_welcomed(
    pools: Pools, triggers: Triggers, mediums: list[str], attribute: str
) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    (messageAction: "If your function doesn't return this parameter, Amazon Cognito sends the welcome
    message"; desiredDeliveryMediums: "sends the welcome message by SMS")."""
    addresses = {"email": some_address(), "phone_number": some_number()}
    said = known(userAttributes=addresses, finalUserStatus="CONFIRMED", messageAction=None)
    if mediums:
        said["response"]["desiredDeliveryMediums"] = mediums
    text = "Welcome {username}, {####}, your number is 246810"
    template = {"EmailMessage": text, "SMSMessage": text, "EmailSubject": "Welcome"}
    pool = pool_that_migrates(
        pools, triggers, said, AdminCreateUserConfig={"InviteMessageTemplate": template}
    )
    answer = pool.log_in(stranger())
    assert pool.mailbox.mailed_code(pool.id, addresses[attribute], answer) == "246810"


@pytest.mark.parametrize(("action", "messages"), [(None, 1), ("SUPPRESS", 0)])
def test_a_function_may_suppress_the_welcome(
    pools: Pools, triggers: Triggers, action: str | None, messages: int
) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    (messageAction: "You can set this parameter to SUPPRESS")."""
    said = known(finalUserStatus="CONFIRMED", messageAction=action, desiredDeliveryMediums=["EMAIL"])
    recorder = triggers.make("records")
    migrates = triggers.saying({SIGN_IN: said})
    config = {"UserMigration": migrates.arn, "CustomMessage": recorder.arn}
    pool = pools.create(client=TELLS, LambdaConfig=config, **CHOSEN_USERNAMES)
    for trigger in (migrates, recorder):
        trigger.allow(pool.arn)
    pool.log_in(stranger())
    assert len(recorder.events(pool.id, seconds=2)) == messages
