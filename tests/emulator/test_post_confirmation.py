"""When the PostConfirmation trigger fires, and with what event."""

from __future__ import annotations

import json

import boto3
import pytest

from tests.emulator.account import Account, Pool
from tests.emulator.errors import error_of
from tests.emulator.functions import (
    ADDS_TO_THE_GROUP_MEMBERS,
    CONFIRMS_BEFORE_SIGN_UP,
    CONFIRMS_THE_SAME_USER_AGAIN,
    RETURNS_THE_EVENT,
)

CONFIRM_SIGN_UP = "PostConfirmation_ConfirmSignUp"


@pytest.fixture(scope="module")
def pool(account: Account) -> Pool:
    return account.pool(PostConfirmation=account.function(RETURNS_THE_EVENT))


def test_a_confirmation_by_code_fires_once_with_the_documented_event(pool: Pool) -> None:
    user = pool.sign_up()
    assert user.events() == []
    user.confirm()
    assert user.events() == [
        {
            "version": "1",
            "triggerSource": CONFIRM_SIGN_UP,
            "region": "us-east-1",
            "userPoolId": pool.id,
            "userName": user.sub,
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.client_id},
            "request": {
                "userAttributes": {
                    "sub": user.sub,
                    "email": user.email,
                    "email_verified": "true",
                    "cognito:user_status": "CONFIRMED",
                }
            },
            "response": {},
        }
    ]


def test_a_confirmation_by_code_verifies_the_address_of_the_user_too(pool: Pool) -> None:
    user = pool.sign_up()
    assert user.attributes().get("email_verified") != "true"
    user.confirm()
    assert user.attributes()["email_verified"] == "true"


def test_the_address_is_verified_in_a_pool_without_a_function(account: Account) -> None:
    user = account.pool().sign_up()
    user.confirm()
    assert user.attributes()["email_verified"] == "true"


def test_client_metadata_reaches_the_function(pool: Pool) -> None:
    user = pool.sign_up()
    user.confirm(ClientMetadata={"campaign": "spring"})
    assert user.events()[0]["request"]["clientMetadata"] == {"campaign": "spring"}


def test_the_user_name_is_the_chosen_one_where_names_are_chosen(account: Account) -> None:
    pool = account.pool(username="name", PostConfirmation=account.function(RETURNS_THE_EVENT))
    user = pool.sign_up(name="ada.lovelace")
    user.confirm()
    assert [event["userName"] for event in user.events()] == ["ada.lovelace"]


def test_a_confirmation_by_an_administrator_fires_for_no_client_and_verifies_no_address(pool: Pool) -> None:
    user = pool.sign_up()
    user.admin_confirm(ClientMetadata={"by": "support"})
    (event,) = user.events()
    assert event["triggerSource"] == CONFIRM_SIGN_UP
    assert event["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"
    assert event["request"]["userAttributes"]["email_verified"] == "false"
    assert event["request"]["clientMetadata"] == {"by": "support"}
    assert user.attributes().get("email_verified") != "true"


def test_a_sign_up_that_is_confirmed_at_once_fires(account: Account) -> None:
    pool = account.pool(
        PreSignUp=account.function(CONFIRMS_BEFORE_SIGN_UP),
        PostConfirmation=account.function(RETURNS_THE_EVENT),
    )
    user = pool.sign_up(ClientMetadata={"campaign": "spring"})
    assert user.confirmed
    (event,) = (event for event in user.events() if event["triggerSource"] == CONFIRM_SIGN_UP)
    assert event["userName"] == user.sub
    assert event["callerContext"]["clientId"] == pool.client_id
    assert event["request"]["clientMetadata"] == {"campaign": "spring"}


def test_a_sign_up_that_waits_for_its_code_fires_nothing(pool: Pool) -> None:
    user = pool.sign_up()
    assert not user.confirmed
    assert user.events() == []


def test_a_new_password_by_code_fires_with_a_source_of_its_own(pool: Pool) -> None:
    user = pool.sign_up()
    user.confirm()
    user.reset_password(ClientMetadata={"from": "app"})
    sources = [event["triggerSource"] for event in user.events()]
    assert sorted(sources) == ["PostConfirmation_ConfirmForgotPassword", CONFIRM_SIGN_UP]
    (event,) = (event for event in user.events() if event["triggerSource"] != CONFIRM_SIGN_UP)
    assert event["request"]["userAttributes"]["cognito:user_status"] == "CONFIRMED"
    assert event["request"]["clientMetadata"] == {"from": "app"}


def test_a_user_whom_an_administrator_creates_fires_nothing(account: Account, pool: Pool) -> None:
    made = account.cognito.admin_create_user(UserPoolId=pool.id, Username="grace@example.com")["User"]
    assert account.events(made["Username"]) == []


def test_a_wrong_code_fires_nothing(pool: Pool) -> None:
    user = pool.sign_up()
    assert error_of(lambda: user.confirm(code="000000"))[0] == "CodeMismatchException"
    assert (user.status(), user.events()) == ("UNCONFIRMED", [])


def test_a_wrong_reset_code_fires_nothing(pool: Pool) -> None:
    user = pool.sign_up()
    user.confirm()
    assert error_of(lambda: user.reset_password(code="000000"))[0] == "CodeMismatchException"
    assert len(user.events()) == 1


def test_a_second_confirmation_is_refused_and_fires_nothing(pool: Pool) -> None:
    user = pool.sign_up()
    user.confirm()
    refused = ("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED", 400)
    assert error_of(user.confirm) == refused
    assert error_of(user.admin_confirm) == refused
    assert len(user.events()) == 1


def test_an_administrator_cannot_confirm_a_user_who_must_change_a_password(pool: Pool) -> None:
    cognito, name = pool.account.cognito, "joan@example.com"
    cognito.admin_create_user(UserPoolId=pool.id, Username=name)
    refused = error_of(lambda: cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=name))
    message = "User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD"
    assert refused[:2] == ("NotAuthorizedException", message)
    user = cognito.admin_get_user(UserPoolId=pool.id, Username=name)
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_an_unknown_user_is_refused_by_the_engine(pool: Pool) -> None:
    confirm = pool.account.cognito.admin_confirm_sign_up
    refused = error_of(lambda: confirm(UserPoolId=pool.id, Username="nobody@example.com"))
    assert refused[0] == "UserNotFoundException"


def test_a_function_that_confirms_its_own_user_runs_once(account: Account) -> None:
    pool = account.pool(PostConfirmation=account.function(CONFIRMS_THE_SAME_USER_AGAIN))
    user = pool.sign_up()
    user.confirm()
    assert len(user.events()) == 1


def test_a_function_may_call_cognito(account: Account) -> None:
    pool = account.pool(PostConfirmation=account.function(ADDS_TO_THE_GROUP_MEMBERS))
    account.cognito.create_group(UserPoolId=pool.id, GroupName="Members")
    user = pool.sign_up()
    user.confirm()
    assert user.groups() == ["Members"]


def test_a_pool_in_another_region_runs_its_own_regions_function(endpoint_url: str) -> None:
    elsewhere = Account(endpoint_url, "eu-central-1")
    pool = elsewhere.pool(PostConfirmation=elsewhere.function(RETURNS_THE_EVENT))
    user = pool.sign_up()
    user.confirm()
    by_administrator = pool.sign_up()
    by_administrator.admin_confirm()
    events = user.events() + by_administrator.events()
    assert [event["region"] for event in events] == ["eu-central-1"] * 2
    assert user.attributes()["email_verified"] == "true"


def test_a_pool_in_another_account_runs_that_accounts_function(endpoint_url: str) -> None:
    other = Account(endpoint_url, key="111122223333")
    pool = other.pool(PostConfirmation=other.function(RETURNS_THE_EVENT))
    # without a signature MiniStack looks for a client in the default account alone
    for name in ("SignUp", "ConfirmSignUp"):
        other.cognito.meta.events.register_first(f"choose-signer.cognito-idp.{name}", _sign)  # type: ignore[arg-type]
    user, by_administrator = pool.sign_up(), pool.sign_up()
    user.confirm()
    by_administrator.admin_confirm()
    assert pool.arn.split(":")[4] == "111122223333"
    assert len(user.events()) == len(by_administrator.events()) == 1


def test_an_iam_user_of_the_account_may_confirm_when_a_policy_says_so(account: Account, pool: Pool) -> None:
    name = "support"
    account.iam.create_user(UserName=name)
    statement = {"Effect": "Allow", "Action": "cognito-idp:AdminConfirmSignUp", "Resource": pool.arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    account.iam.put_user_policy(UserName=name, PolicyName="confirm", PolicyDocument=policy)
    key = account.iam.create_access_key(UserName=name)["AccessKey"]
    support = boto3.client(
        "cognito-idp",
        endpoint_url=account.endpoint_url,
        region_name=account.region,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    user = pool.sign_up()
    support.admin_confirm_sign_up(UserPoolId=pool.id, Username=user.name)
    assert len(user.events()) == 1
    denied = error_of(lambda: support.admin_get_user(UserPoolId=pool.id, Username=user.name))
    assert denied[0] == "AccessDeniedException"


def _sign(**_: object) -> str:
    return "v4"
