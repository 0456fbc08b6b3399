"""What the caller is told when the PostConfirmation function fails: the user stays confirmed every time."""

from __future__ import annotations

import pytest

from tests.emulator.account import Account, User
from tests.emulator.errors import error_of
from tests.emulator.functions import (
    IS_SLOW_ONCE,
    NEVER_ANSWERS,
    RAISES,
    RETURNS_ANOTHER_OBJECT,
    RETURNS_NOTHING,
    RETURNS_TEXT,
    RETURNS_THE_EVENT,
    package,
)

NO_ACCESS = (
    "UnexpectedLambdaException",
    "PostConfirmation invocation failed due to error AccessDeniedException.",
    400,
)
NO_EVENT = ("InvalidLambdaResponseException", "Unrecognizable lambda output", 400)


def _user(account: Account, function_arn: str, **permission: bool) -> User:
    return account.pool(PostConfirmation=function_arn, **permission).sign_up()  # type: ignore[arg-type]


def test_the_message_of_an_exception_reaches_the_caller(account: Account) -> None:
    user = _user(account, account.function(RAISES))
    message = "PostConfirmation failed with error no room at the inn."
    assert error_of(user.confirm) == ("UserLambdaValidationException", message, 400)
    assert (user.status(), len(user.events())) == ("CONFIRMED", 1)


@pytest.mark.parametrize("body", [RETURNS_NOTHING, RETURNS_TEXT, RETURNS_ANOTHER_OBJECT])
def test_an_output_that_is_no_event_is_an_error(account: Account, body: str) -> None:
    user = _user(account, account.function(body))
    assert error_of(user.confirm) == NO_EVENT
    assert (user.status(), len(user.events())) == ("CONFIRMED", 1)


def test_a_confirmation_that_ended_in_an_error_cannot_be_repeated(account: Account) -> None:
    user = _user(account, account.function(RAISES))
    error_of(user.confirm)
    assert error_of(user.confirm)[0] == "NotAuthorizedException"
    assert len(user.events()) == 1


def test_a_failing_function_fails_every_kind_of_confirmation(account: Account) -> None:
    pool = account.pool(PostConfirmation=account.function(RAISES))
    user, by_administrator = pool.sign_up(), pool.sign_up()
    error_of(user.confirm)
    assert error_of(by_administrator.admin_confirm)[0] == "UserLambdaValidationException"
    assert error_of(user.reset_password)[0] == "UserLambdaValidationException"
    assert (user.status(), by_administrator.status()) == ("CONFIRMED", "CONFIRMED")


def test_without_a_permission_the_function_does_not_run(account: Account) -> None:
    user = _user(account, account.function(RETURNS_THE_EVENT), permitted=False)
    assert error_of(user.confirm) == NO_ACCESS
    assert (user.status(), user.events()) == ("CONFIRMED", [])


@pytest.mark.parametrize(
    "change",
    [
        {"SourceArn": "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_Another00"},
        {"SourceAccount": "999999999999"},
        {"Principal": "s3.amazonaws.com"},
        {"Action": "lambda:GetFunction"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_permission_for_something_else_does_not_help(account: Account, change: dict[str, str]) -> None:
    function = account.function(RETURNS_THE_EVENT)
    pool = account.pool(PostConfirmation=function, permitted=False)
    pool.permit(function, **change)
    user = pool.sign_up()
    assert error_of(user.confirm) == NO_ACCESS
    assert user.events() == []


def test_a_deleted_function_is_an_access_denied(account: Account) -> None:
    function = account.function_of_its_own(RETURNS_THE_EVENT)
    user = _user(account, function)
    account.lambda_.delete_function(FunctionName=function)
    assert error_of(user.confirm) == NO_ACCESS


def test_an_alias_runs_its_version_by_a_permission_of_its_own(account: Account) -> None:
    function, version = _published(account)
    alias = account.lambda_.create_alias(FunctionName=function, Name="live", FunctionVersion=version)[
        "AliasArn"
    ]
    pool = account.pool(PostConfirmation=alias, permitted=False)
    pool.permit(function)
    refused, confirmed = pool.sign_up(), pool.sign_up()
    assert error_of(refused.confirm) == NO_ACCESS
    pool.permit(alias)
    confirmed.confirm()
    assert (refused.events(), len(confirmed.events())) == ([], 1)


def test_a_version_runs_by_a_permission_of_its_own(account: Account) -> None:
    function, version = _published(account)
    user = _user(account, f"{function}:{version}")
    user.confirm()
    assert len(user.events()) == 1


def _published(account: Account) -> tuple[str, str]:
    """A function and its version that returns the event; what came after that version raises."""
    function = account.function_of_its_own(RETURNS_THE_EVENT)
    version = account.lambda_.publish_version(FunctionName=function)["Version"]
    account.lambda_.update_function_code(FunctionName=function, ZipFile=package(RAISES))
    return function, version


def test_a_function_that_has_no_concurrency_left_is_an_error(account: Account) -> None:
    function = account.function_of_its_own(RETURNS_THE_EVENT)
    account.lambda_.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    user = _user(account, function)
    message = "PostConfirmation invocation failed due to error TooManyRequestsException."
    assert error_of(user.confirm) == ("UnexpectedLambdaException", message, 400)
    assert (user.status(), user.events()) == ("CONFIRMED", [])


def test_the_time_limit_of_the_function_itself_is_its_error(account: Account) -> None:
    user = _user(account, account.function_of_its_own(NEVER_ANSWERS, Timeout=1))
    code, message, _ = error_of(user.confirm)
    assert code == "UserLambdaValidationException"
    assert "Task timed out after 1.00 seconds" in message


def test_a_function_that_is_slow_once_is_tried_again(account: Account) -> None:
    user = _user(account, account.function_of_its_own(IS_SLOW_ONCE))
    user.confirm()
    assert len(user.events()) == 2


def test_a_function_that_never_answers_is_tried_three_times(account: Account) -> None:
    user = _user(account, account.function_of_its_own(NEVER_ANSWERS))
    message = "PostConfirmation invocation failed due to error Socket timeout while invoking Lambda function."
    assert error_of(user.confirm) == ("UnexpectedLambdaException", message, 400)
    assert (user.status(), len(user.events())) == ("CONFIRMED", 3)
