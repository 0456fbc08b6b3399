"""Who is found by which name: after a restart, a change, a deletion, and when many come at once."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.emulator.account import PASSWORD, Account, Pool, User
from tests.emulator.errors import error_of
from tests.emulator.functions import RETURNS_THE_EVENT
from tests.emulator_process import running_emulator

TEMPLATE = {
    "Resources": {
        "Pool": {
            "Type": "AWS::Cognito::UserPool",
            "Properties": {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]},
        },
        "Client": {
            "Type": "AWS::Cognito::UserPoolClient",
            "Properties": {
                "UserPoolId": {"Ref": "Pool"},
                "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            },
        },
    },
    "Outputs": {"Pool": {"Value": {"Ref": "Pool"}}, "Client": {"Value": {"Ref": "Client"}}},
}


@pytest.fixture
def pool(account: Account) -> Pool:
    return account.pool(sensitive=False)


def test_names_and_codes_are_what_they_were_before_a_restart(tmp_path: Path) -> None:
    with running_emulator(tmp_path) as url:
        before = Account(url).pool(sensitive=False)
        user = before.sign_up()
        code = user.mailed_code()
    with running_emulator(tmp_path) as url:
        after = replace(before, account=Account(url))
        back = replace(user, pool=after)
        assert error_of(lambda: sign_up(after, user.email.upper()))[0] == "UsernameExistsException"
        back.confirm(code)
        assert back.status() == "CONFIRMED"
        assert replace(back, name=user.email.upper()).log_in()["IdToken"]


def test_a_changed_address_is_the_name_at_once_and_the_old_one_is_free(pool: Pool) -> None:
    user, address = confirmed(pool), an_address()
    change_address(pool, user, address)
    assert replace(user, name=address).log_in()["IdToken"]
    assert error_of(user.log_in)[0] == "UserNotFoundException"
    assert sign_up(pool, user.email)


def test_a_deleted_users_address_is_free(pool: Pool) -> None:
    by_owner, by_administrator = confirmed(pool), confirmed(pool)
    pool.account.cognito.delete_user(AccessToken=by_owner.log_in()["AccessToken"])
    pool.account.cognito.admin_delete_user(UserPoolId=pool.id, Username=by_administrator.email)
    assert sign_up(pool, by_owner.email)
    assert sign_up(pool, by_administrator.email)


def test_a_refused_sign_up_leaves_the_address_free(pool: Pool) -> None:
    address = an_address()
    assert error_of(lambda: sign_up(pool, address, "weak"))[0] == "InvalidPasswordException"
    assert sign_up(pool, address)


def test_of_many_who_sign_up_by_one_address_at_once_one_gets_in(pool: Pool) -> None:
    address = an_address()
    spellings = [address.upper() if number % 2 else address for number in range(16)]

    def tries(name: str) -> str:
        try:
            return sign_up(pool, name)
        except ClientError as error:
            return str(error.response["Error"]["Code"])

    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(tries, spellings))
    assert outcomes.count("UsernameExistsException") == 15


def test_a_pool_tells_of_itself_what_its_owner_said(account: Account) -> None:
    function = account.function(RETURNS_THE_EVENT)
    pool = account.pool(PreSignUp=function, PreTokenGeneration=function, CustomMessage=function)
    described = account.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]
    assert described["UsernameAttributes"] == ["email"]
    assert not described.get("AliasAttributes")
    assert "UsernameConfiguration" not in described
    assert described["LambdaConfig"] == {
        **dict.fromkeys(("PreSignUp", "PreTokenGeneration", "CustomMessage"), function),
        "PreTokenGenerationConfig": {"LambdaVersion": "V1_0", "LambdaArn": function},
    }
    account.cognito.update_user_pool(UserPoolId=pool.id, LambdaConfig={"PreSignUp": function})
    described = account.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]
    assert described["LambdaConfig"] == {"PreSignUp": function}


def test_a_changed_pool_is_held_to_its_new_description_at_once(pool: Pool) -> None:
    assert sign_up(pool, an_address())
    pool.account.cognito.update_user_pool(
        UserPoolId=pool.id, AdminCreateUserConfig={"AllowAdminCreateUserOnly": True}
    )
    refused = error_of(lambda: sign_up(pool, an_address()))
    assert refused[:2] == ("NotAuthorizedException", "SignUp is not permitted for this user pool")


def test_a_pool_of_cloudformations_works_too(account: Account) -> None:
    user = account_of_a_stack(account).sign_up()
    user.confirm()
    assert user.log_in()["IdToken"]
    assert error_of(lambda: sign_up(user.pool, user.email))[0] == "UsernameExistsException"


def account_of_a_stack(account: Account) -> Pool:
    stacks = account.client("cloudformation")
    name = f"stack-{uuid.uuid4().hex}"
    stacks.create_stack(StackName=name, TemplateBody=json.dumps(TEMPLATE))
    stacks.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    stack = stacks.describe_stacks(StackName=name)["Stacks"][0]
    said = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    arn = account.cognito.describe_user_pool(UserPoolId=said["Pool"])["UserPool"]["Arn"]
    return Pool(account, said["Pool"], arn, said["Client"])


def an_address() -> str:
    return f"{uuid.uuid4().hex}@example.com"


def sign_up(pool: Pool, address: str, password: str = PASSWORD) -> str:
    """The new user's sub."""
    answer = pool.account.cognito.sign_up(ClientId=pool.client_id, Username=address, Password=password)
    return answer["UserSub"]


def confirmed(pool: Pool) -> User:
    user = pool.sign_up()
    user.confirm()
    return user


def change_address(pool: Pool, user: User, address: str) -> None:
    pool.account.cognito.update_user_attributes(
        AccessToken=user.log_in()["AccessToken"], UserAttributes=[{"Name": "email", "Value": address}]
    )
