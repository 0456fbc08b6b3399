"""Challenges, lock-outs and permissions, where a mistake would let the wrong person in."""

from __future__ import annotations

import json
import uuid
from typing import Any

import boto3
import pytest
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

from tests import http
from tests.emulator.account import PASSWORD, Account, Pool
from tests.emulator.errors import error_of
from tests.emulator.functions import RETURNS_THE_EVENT

NEW_PASSWORD = "Another-horse-8-battery"
WRONG = "Quite-wrong-9-password"


@pytest.fixture
def pool(account: Account) -> Pool:
    return account.pool(sensitive=False)


def test_a_challenge_is_answered_by_who_was_challenged_and_once(pool: Pool) -> None:
    victim, attacker = invited(pool), invited(pool)
    session = challenge(pool, attacker)["Session"]
    refused = error_of(lambda: answer(pool, victim, session))
    assert refused[:2] == ("NotAuthorizedException", "Invalid session for the user.")
    assert answer(pool, attacker, session)["AuthenticationResult"]["IdToken"]
    assert error_of(lambda: answer(pool, attacker, session))[0] == "NotAuthorizedException"


def test_a_refused_new_password_may_be_tried_again(pool: Pool) -> None:
    person = invited(pool)
    session = challenge(pool, person)["Session"]
    assert error_of(lambda: answer(pool, person, session, "weak"))[0] == "InvalidPasswordException"
    assert answer(pool, person, session)["AuthenticationResult"]


def test_a_new_user_gives_attributes_that_the_client_may_write_and_no_others(pool: Pool) -> None:
    person = invited(pool)
    session = challenge(pool, person)["Session"]
    own = {"userAttributes.email_verified": "true"}
    refused = error_of(lambda: answer(pool, person, session, **own))
    assert refused[0] == "NotAuthorizedException"
    answer(pool, person, session, **{"userAttributes.name": "Ada"})
    found = pool.account.cognito.admin_get_user(UserPoolId=pool.id, Username=person)
    assert {"Name": "name", "Value": "Ada"} in found["UserAttributes"]


def test_the_login_form_knows_a_name_in_any_case_and_locks_like_the_api(account: Account) -> None:
    pool, redirect = account.pool(sensitive=False), "https://app.example.com/"
    account.cognito.update_user_pool_client(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        CallbackURLs=[redirect],
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
    )
    user = pool.sign_up()
    user.confirm()
    form = {"client_id": pool.client_id, "redirect_uri": redirect, "response_type": "code", "scope": "openid"}
    for _ in range(5):
        assert error_of(lambda: log_in(pool, user.email, WRONG))[0] == "NotAuthorizedException"
    locked = http.post(
        f"{account.endpoint_url}/login",
        data={**form, "username": user.email.upper(), "password": PASSWORD},
        follow_redirects=False,
    )
    assert not locked.is_redirect
    assert error_of(lambda: log_in(pool, user.email, PASSWORD))[1] == "Password attempts exceeded"


def test_who_may_not_create_users_runs_no_function_by_trying(account: Account) -> None:
    function = account.function_of_its_own(RETURNS_THE_EVENT)
    pool = account.pool(PreSignUp=function)
    stranger = iam_user(account, {"Effect": "Allow", "Action": "cognito-idp:ListUsers", "Resource": "*"})
    address = f"{uuid.uuid4().hex}@example.com"
    refused = error_of(lambda: stranger.admin_create_user(UserPoolId=pool.id, Username=address))
    assert refused[0] == "AccessDeniedException"
    assert account.cognito.list_users(UserPoolId=pool.id)["Users"] == []
    assert not ran(account, function)


def test_who_may_create_users_does_though_the_request_is_changed_on_its_way(account: Account) -> None:
    pool = account.pool(sensitive=False)
    actions = ["cognito-idp:AdminCreateUser", "cognito-idp:AdminUpdateUserAttributes"]
    helper = iam_user(account, {"Effect": "Allow", "Action": actions, "Resource": pool.arn})
    address = f"{uuid.uuid4().hex}@example.com"
    made = helper.admin_create_user(UserPoolId=pool.id, Username=address, MessageAction="SUPPRESS")["User"]
    assert {"Name": "sub", "Value": made["Username"]} in made.get("Attributes", [])
    helper.admin_update_user_attributes(
        UserPoolId=pool.id, Username=address.upper(), UserAttributes=[{"Name": "name", "Value": "Ada"}]
    )
    found = account.cognito.admin_get_user(UserPoolId=pool.id, Username=address)
    assert {"Name": "name", "Value": "Ada"} in found["UserAttributes"]


def test_a_forged_signature_changes_nothing(account: Account, pool: Pool) -> None:
    allowed = {"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}
    forger = iam_user(account, allowed, secret="not-the-secret")
    user = pool.sign_up()
    refused = error_of(lambda: forger.admin_confirm_sign_up(UserPoolId=pool.id, Username=user.email.upper()))
    assert refused[0] == "InvalidSignatureException"
    assert user.status() == "UNCONFIRMED"


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("cognito-idp", "list_user_pools", {"MaxResults": 1}),
        ("dynamodb", "list_tables", {}),
        ("lambda", "list_functions", {}),
        ("iam", "list_roles", {}),
        ("sqs", "list_queues", {}),
    ],
)
def test_roots_secret_is_checked_in_every_protocol(
    account: Account, service: Any, operation: str, parameters: dict[str, int]
) -> None:
    forger = boto3.client(
        service,
        endpoint_url=account.endpoint_url,
        region_name=account.region,
        aws_access_key_id="test",
        aws_secret_access_key="wrong",
    )
    refused = error_of(lambda: getattr(forger, operation)(**parameters))
    assert refused[0] in ("InvalidSignatureException", "SignatureDoesNotMatch")


def invited(pool: Pool) -> str:
    """The address of somebody whom an administrator has created."""
    address = f"{uuid.uuid4().hex}@example.com"
    pool.account.cognito.admin_create_user(
        UserPoolId=pool.id, Username=address, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    return address


def log_in(pool: Pool, name: str, password: str) -> dict[str, Any]:
    parameters = {"USERNAME": name, "PASSWORD": password}
    return dict(
        pool.account.cognito.initiate_auth(
            ClientId=pool.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )
    )


def challenge(pool: Pool, name: str) -> dict[str, Any]:
    return log_in(pool, name, PASSWORD)


def answer(
    pool: Pool, name: str, session: str, password: str = NEW_PASSWORD, **attributes: str
) -> dict[str, Any]:
    return dict(
        pool.account.cognito.respond_to_auth_challenge(
            ClientId=pool.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session,
            ChallengeResponses={"USERNAME": name, "NEW_PASSWORD": password, **attributes},
        )
    )


def iam_user(
    account: Account, statement: dict[str, Any], secret: str | None = None
) -> CognitoIdentityProviderClient:
    """A client that signs as a new IAM user with this one permission."""
    name = f"user-{uuid.uuid4().hex}"
    account.iam.create_user(UserName=name)
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    account.iam.put_user_policy(UserName=name, PolicyName="only", PolicyDocument=document)
    key = account.iam.create_access_key(UserName=name)["AccessKey"]
    return boto3.client(
        "cognito-idp",
        endpoint_url=account.endpoint_url,
        region_name=account.region,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=secret or key["SecretAccessKey"],
    )


def ran(account: Account, function_arn: str) -> bool:
    """Whether a function has written a log, as each does that has run."""
    logs = account.client("logs")
    name = function_arn.rpartition(":")[2]
    return bool(logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{name}")["logGroups"])
