"""Many callers at once, and functions that call Cognito while Cognito waits for them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import jwt
from botocore.exceptions import ClientError

from cognito_emulator.cognito.rules.request_quotas import MOST_AN_HOUR
from tests.emulator.account import PASSWORD, Account, Pool, User
from tests.emulator.functions import (
    ADDS_TO_THE_GROUP_MEMBERS,
    LISTS_USERS_BEFORE_SIGN_UP,
    PUTS_THE_STATUS_INTO_A_CLAIM,
    RETURNS_THE_EVENT,
)

AT_ONCE = 16
SEVERAL = 4
Answer = TypeVar("Answer")


def _confirmed(pool: Pool) -> User:
    user = pool.sign_up()
    user.confirm()
    return user


def _all_at_once(calls: list[Callable[[], Answer]]) -> list[Answer]:
    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(call) for call in calls]]


def test_sixteen_sign_ups_at_once_are_all_confirmed_with_event_and_group(account: Account) -> None:
    pool = account.pool(PostConfirmation=account.function(ADDS_TO_THE_GROUP_MEMBERS))
    account.cognito.create_group(UserPoolId=pool.id, GroupName="Members")
    users = _all_at_once([lambda: _confirmed(pool)] * AT_ONCE)
    assert len({user.sub for user in users}) == AT_ONCE
    assert [(user.groups(), len(user.events())) for user in users] == [(["Members"], 1)] * AT_ONCE


def test_sign_ups_at_once_hold_up_in_a_pool_of_many_users(account: Account) -> None:
    # the engine looks for a name in a loop over all users: the longer, the sooner another thread breaks in
    pool = account.pool()
    _all_at_once([lambda: [pool.sign_up() for _ in range(50)]] * AT_ONCE)
    users = _all_at_once([lambda: _confirmed(pool)] * AT_ONCE)
    assert [user.status() for user in users] == ["CONFIRMED"] * AT_ONCE


def test_of_two_sign_ups_with_one_name_at_once_one_is_refused(account: Account) -> None:
    pool = account.pool(PreSignUp=account.function(RETURNS_THE_EVENT))
    name = f"{uuid.uuid4().hex}@example.com"

    def sign_up() -> str:
        try:
            account.cognito.sign_up(ClientId=pool.client_id, Username=name, Password=PASSWORD)
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "signed up"

    answers = _all_at_once([sign_up] * AT_ONCE)
    assert sorted(answers) == ["UsernameExistsException"] * (AT_ONCE - 1) + ["signed up"]


def test_of_as_many_confirmations_of_one_user_at_once_as_an_hour_has_one_fires(account: Account) -> None:
    user = account.pool(PostConfirmation=account.function(RETURNS_THE_EVENT)).sign_up()

    def confirm() -> str:
        try:
            user.confirm()
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "confirmed"

    answers = _all_at_once([confirm] * MOST_AN_HOUR["ConfirmSignUp"])
    assert sorted(answers) == ["NotAuthorizedException"] * (MOST_AN_HOUR["ConfirmSignUp"] - 1) + ["confirmed"]
    assert len(user.events()) == 1


def test_a_function_before_sign_up_may_call_cognito_also_several_at_once(account: Account) -> None:
    pool = account.pool(PreSignUp=account.function(LISTS_USERS_BEFORE_SIGN_UP))
    users = _all_at_once([lambda: _confirmed(pool)] * SEVERAL)
    assert [user.status() for user in users] == ["CONFIRMED"] * SEVERAL


def test_a_function_before_tokens_may_call_cognito_also_several_at_once(account: Account) -> None:
    pool = account.pool(PreTokenGeneration=account.function(PUTS_THE_STATUS_INTO_A_CLAIM))
    users = _all_at_once([lambda: _confirmed(pool)] * SEVERAL)
    tokens = [answer["IdToken"] for answer in _all_at_once([user.log_in for user in users])]
    claims = [jwt.decode(token, options={"verify_signature": False}) for token in tokens]
    assert [claim["status"] for claim in claims] == ["CONFIRMED"] * SEVERAL
    assert {claim["sub"] for claim in claims} == {user.sub for user in users}


def test_a_function_that_takes_its_time_holds_up_nobody_else(account: Account) -> None:
    slow = account.pool(PreSignUp=account.function("time.sleep(3)\nreturn event"))
    quick = account.pool()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(slow.sign_up)
        while not account.cognito.list_users(UserPoolId=quick.id)["Users"]:
            _confirmed(quick)
        assert not waiting.done(), "the quick pool's user waited for the slow pool's function"
        assert waiting.result().status() == "UNCONFIRMED"
