"""What people do with their own attributes after they have signed in."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from tests.emulator.account import Account, Pool, User
from tests.emulator.errors import error_of


@pytest.fixture
def user(account: Account) -> User:
    found = account.pool().sign_up()
    found.confirm()
    return found


def test_a_new_address_is_verified_by_the_code_that_it_got(user: User) -> None:
    token = user.log_in()["AccessToken"]
    moved = change_address(user, token)
    assert moved.attributes()["email_verified"] == "false"
    verify(moved, token, moved.mailed_code())
    assert moved.attributes()["email_verified"] == "true"


def test_a_wrong_code_verifies_nothing_and_a_right_one_works_once(user: User) -> None:
    token = user.log_in()["AccessToken"]
    moved = change_address(user, token)
    code = moved.mailed_code()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert error_of(lambda: verify(moved, token, wrong))[0] == "CodeMismatchException"
    verify(moved, token, code)
    assert error_of(lambda: verify(moved, token, code))[0] == "ExpiredCodeException"


def test_a_code_may_be_asked_for(user: User) -> None:
    token = user.log_in()["AccessToken"]
    user.pool.account.cognito.admin_update_user_attributes(
        UserPoolId=user.pool.id,
        Username=user.name,
        UserAttributes=[{"Name": "email_verified", "Value": "false"}],
    )
    sent = user.pool.account.cognito.get_user_attribute_verification_code(
        AccessToken=token, AttributeName="email"
    )
    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    verify(user, token, user.mailed_code())
    assert user.attributes()["email_verified"] == "true"


def test_where_a_new_address_waits_for_its_code_the_old_one_stays(account: Account) -> None:
    pool = waiting_pool(account)
    user = pool.sign_up()
    user.confirm()
    token = user.log_in()["AccessToken"]
    moved = change_address(user, token)
    assert (user.attributes()["email"], user.attributes()["email_verified"]) == (user.email, "true")
    verify(moved, token, moved.mailed_code())
    assert moved.attributes()["email"] == moved.email
    assert error_of(user.log_in)[0] == "UserNotFoundException"


def test_an_attribute_taken_away_is_nowhere_any_more(user: User) -> None:
    cognito = user.pool.account.cognito
    token = user.log_in()["AccessToken"]
    cognito.update_user_attributes(AccessToken=token, UserAttributes=[{"Name": "name", "Value": "Ada"}])
    assert user.attributes()["name"] == "Ada"
    cognito.admin_delete_user_attributes(
        UserPoolId=user.pool.id, Username=user.name, UserAttributeNames=["name"]
    )
    listed = cognito.list_users(UserPoolId=user.pool.id)["Users"][0]["Attributes"]
    shown = cognito.get_user(AccessToken=token)["UserAttributes"]
    assert all("name" not in {pair["Name"] for pair in pairs} for pairs in (listed, shown))
    assert "name" not in user.attributes()


def test_a_token_that_is_none_changes_nothing(user: User) -> None:
    def change() -> None:
        user.pool.account.cognito.update_user_attributes(
            AccessToken=forged, UserAttributes=[{"Name": "name", "Value": "Eve"}]
        )

    head, claims, _ = user.log_in()["AccessToken"].split(".")
    forged = f"{head}.{claims}.{'A' * 342}"
    assert error_of(change)[0] == "NotAuthorizedException"
    assert "name" not in user.attributes()


def change_address(user: User, token: str) -> User:
    """The same user by the new address."""
    address = f"{uuid.uuid4().hex}@example.com"
    user.pool.account.cognito.update_user_attributes(
        AccessToken=token, UserAttributes=[{"Name": "email", "Value": address}]
    )
    return replace(user, name=address, email=address)


def verify(user: User, token: str, code: str) -> None:
    user.pool.account.cognito.verify_user_attribute(AccessToken=token, AttributeName="email", Code=code)


def waiting_pool(account: Account) -> Pool:
    pool = account.pool()
    account.cognito.update_user_pool(
        UserPoolId=pool.id,
        AutoVerifiedAttributes=["email"],
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
    )
    return pool
