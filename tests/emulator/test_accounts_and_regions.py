"""A pool answers in its own account and Region; elsewhere there is none of its id."""

from __future__ import annotations

import json
import uuid
from typing import Any

import boto3
import jwt
import pytest
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

from cognito_emulator.cognito.service import OPERATIONS
from tests.emulator.account import PASSWORD, Account, Pool
from tests.emulator.errors import error_of
from tests.emulator.every_operation import MODEL, ask
from tests.emulator.valid_requests import valid_request

SOMEBODY = "somebody"
OTHER_ACCOUNT, OTHER_REGION = "111122223333", "eu-west-1"
ELSEWHERE = [
    {"region": OTHER_REGION},
    {"key": OTHER_ACCOUNT},
    {"region": OTHER_REGION, "key": OTHER_ACCOUNT},
]


def names(operation: str, member: str) -> bool:
    shape = MODEL.operation_model(operation).input_shape
    return shape is not None and member in shape.required_members


@pytest.fixture(scope="module")
def pool(account: Account) -> Pool:
    pool = account.pool(username="name")
    pool.sign_up(SOMEBODY).admin_confirm()
    return pool


def code_of(operation: str, pool: Pool, about: dict[str, str], where: dict[str, str]) -> str:
    request = valid_request(MODEL.operation_model(operation).input_shape, about)
    answer = ask(pool.account.endpoint_url, operation, request, **where)
    return str(answer.json().get("__type")) if answer.content else str(answer.status_code)


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if names(name, "UserPoolId")])
def test_an_operation_on_a_pool_of_elsewhere_finds_none(pool: Pool, operation: str) -> None:
    about = {"UserPoolId": pool.id, "ClientId": pool.client_id, "Username": SOMEBODY}
    codes = [code_of(operation, pool, about, where) for where in ELSEWHERE]
    assert codes == ["ResourceNotFoundException"] * len(ELSEWHERE)


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if names(name, "ResourceArn")])
def test_the_tags_of_a_pool_of_elsewhere_are_nobodys(pool: Pool, operation: str) -> None:
    codes = [code_of(operation, pool, {"ResourceArn": pool.arn}, where) for where in ELSEWHERE]
    assert codes == ["ResourceNotFoundException"] * len(ELSEWHERE)


@pytest.mark.parametrize("operation", ["SignUp", "ConfirmSignUp", "ForgotPassword", "ResendConfirmationCode"])
def test_a_client_of_another_region_is_none(pool: Pool, operation: str) -> None:
    about = {"ClientId": pool.client_id, "Username": SOMEBODY}
    assert code_of(operation, pool, about, {"region": OTHER_REGION}) == "ResourceNotFoundException"


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_pool_is_listed_where_it_is_and_nowhere_else(pool: Pool, where: dict[str, str]) -> None:
    assert pool.id in listed(pool.account.cognito)
    assert listed(elsewhere(pool.account, where).cognito) == []


def test_a_domain_is_described_where_its_pool_is_and_nowhere_else(account: Account) -> None:
    pool, name = account.pool(), f"domain-{uuid.uuid4().hex}"
    account.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=name)
    assert (
        account.cognito.describe_user_pool_domain(Domain=name)["DomainDescription"]["UserPoolId"] == pool.id
    )
    for where in ELSEWHERE:
        other = elsewhere(account, where).cognito
        assert other.describe_user_pool_domain(Domain=name)["DomainDescription"] == {}


def test_the_name_of_a_domain_is_taken_in_its_region_alone(account: Account) -> None:
    # a prefix's address has the Region in it: PREFIX.auth.REGION.amazoncognito.com
    name = f"domain-{uuid.uuid4().hex}"
    neighbour, far = elsewhere(account, {"key": OTHER_ACCOUNT}), elsewhere(account, {"region": "sa-east-1"})
    pools = [each.pool() for each in (account, neighbour, far)]
    create_domain(pools[0], name)
    assert error_of(lambda: create_domain(pools[1], name))[0] == "InvalidParameterException"
    create_domain(pools[2], name)
    far.cognito.delete_user_pool_domain(UserPoolId=pools[2].id, Domain=name)
    for pool in pools[1:]:
        pool.account.cognito.delete_user_pool(UserPoolId=pool.id)


def test_a_pool_and_its_tokens_name_their_own_account_and_region(account: Account) -> None:
    frankfurt = Account(account.endpoint_url, region="eu-central-1", key="444455556666")
    pool = frankfurt.pool()
    user = pool.sign_up()
    user.admin_confirm()
    claims = jwt.decode(user.log_in()["IdToken"], options={"verify_signature": False})
    assert pool.arn == f"arn:aws:cognito-idp:eu-central-1:444455556666:userpool/{pool.id}"
    assert pool.id.startswith("eu-central-1_")
    assert claims["iss"] == f"https://cognito-idp.eu-central-1.amazonaws.com/{pool.id}"
    assert listed(frankfurt.cognito) == [pool.id]
    frankfurt.cognito.delete_user_pool(UserPoolId=pool.id)


def test_iam_users_of_the_account_see_its_pools(pool: Pool) -> None:
    user = iam_user(pool.account)
    assert pool.id in listed(user)
    assert user.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Id"] == pool.id
    made = user.create_user_pool(PoolName="by a user")["UserPool"]
    assert made["Id"] in listed(pool.account.cognito)
    pool.account.cognito.delete_user_pool(UserPoolId=made["Id"])


def test_an_assumed_role_of_the_account_sees_its_pools(pool: Pool) -> None:
    sts = pool.account.client("sts")
    keys = sts.assume_role(RoleArn=pool.account.role_arn, RoleSessionName="session")["Credentials"]
    role = client(
        pool.account,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    assert role.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Id"] == pool.id


def test_iam_users_of_another_account_see_none_whatever_they_may_do(pool: Pool) -> None:
    stranger = iam_user(Account(pool.account.endpoint_url, key=OTHER_ACCOUNT))
    assert listed(stranger) == []
    code, _, status = error_of(lambda: stranger.describe_user_pool(UserPoolId=pool.id))
    assert (code, status) == ("ResourceNotFoundException", 400)


def test_one_name_in_two_regions_is_two_people(account: Account) -> None:
    pools = [
        each.pool(username="name") for each in (account, Account(account.endpoint_url, region="eu-north-1"))
    ]
    people = [pool.sign_up(SOMEBODY) for pool in pools]
    assert people[0].sub != people[1].sub
    for person in people:
        person.admin_confirm()
        answer = person.pool.account.cognito.initiate_auth(
            ClientId=person.pool.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": person.name, "PASSWORD": PASSWORD},
        )
        claims: dict[str, Any] = jwt.decode(
            answer["AuthenticationResult"]["AccessToken"], options={"verify_signature": False}
        )
        assert claims["sub"] == person.sub
    pools[1].account.cognito.delete_user_pool(UserPoolId=pools[1].id)


def create_domain(pool: Pool, name: str) -> None:
    pool.account.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=name)


def elsewhere(account: Account, where: dict[str, str]) -> Account:
    """The same engine, as another account's root user or in another Region."""
    return Account(account.endpoint_url, where.get("region", account.region), where.get("key", account.key))


def listed(cognito: CognitoIdentityProviderClient) -> list[str]:
    """Page by page, by as many as an answer may have."""
    sixty = {"PageSize": 60}
    pages = cognito.get_paginator("list_user_pools").paginate(PaginationConfig=sixty)  # type: ignore[arg-type]
    return [pool["Id"] for page in pages for pool in page["UserPools"]]


def client(account: Account, **keys: str) -> CognitoIdentityProviderClient:
    where = {"endpoint_url": account.endpoint_url, "region_name": account.region}
    return boto3.client("cognito-idp", **where, **keys)  # type: ignore[call-overload, no-any-return]


def iam_user(account: Account) -> CognitoIdentityProviderClient:
    """The calls of a new IAM user of the account, who may do everything with user pools."""
    name = f"user-{uuid.uuid4().hex[:8]}"
    allowed = {"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}
    account.iam.create_user(UserName=name)
    account.iam.put_user_policy(
        UserName=name,
        PolicyName="pools",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
    )
    key = account.iam.create_access_key(UserName=name)["AccessKey"]
    return client(account, aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
