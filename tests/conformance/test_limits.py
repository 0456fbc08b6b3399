"""Quotas of codes and passwords, by user and hour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from tests.conformance import wording
from tests.conformance.pools import OTHER_PASSWORD, PASSWORD, Person, Pool, some_address
from tests.conformance.refusals import refused


def error_of(call: Callable[[], Any]) -> str | None:
    """The name of AWS's error; None for an answer."""
    try:
        call()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


def limited(call: Callable[[], Any], *, after: int) -> None:
    """The call is answered, or refused for what it says, as often as this; then for how often it came."""
    errors = [error_of(call) for _ in range(after)]
    assert "LimitExceededException" not in errors, "refused before AWS's quota is used up"
    with refused("LimitExceededException", message=wording.TOO_OFTEN):
        call()


def limited_within(call: Callable[[], Any], least: int, most: int) -> None:
    """As `limited`, for a quota that AWS sets between these."""
    errors = [error_of(call) for _ in range(most + 1)]
    assert "LimitExceededException" in errors, "accepts it more often than AWS's highest quota"
    assert errors.index("LimitExceededException") >= least, "refused before AWS's quota is used up"


def test_a_code_is_sent_again_five_times_an_hour(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Maximum number of
    ResendConfirmationCode requests per user per hour": 5)."""
    person, _ = pool.sign_up()
    again = {"ClientId": pool.client_id, "Username": person.username}
    limited(lambda: pool.cognito.resend_confirmation_code(**again), after=5)


def test_a_sign_up_is_confirmed_in_fifteen_tries_an_hour(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Maximum number of
    ConfirmSignUp requests per user per hour": 15)."""
    person, answer = pool.sign_up()
    code = pool.usable_code(person, answer)
    wrong = "000000" if code != "000000" else "000001"
    limited(lambda: pool.confirm(person, wrong), after=15)
    with refused("LimitExceededException"):
        pool.confirm(person, code)


def test_a_reset_code_is_asked_for_five_to_twenty_times_an_hour(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Maximum number of
    ConfirmForgotPassword and ForgotPassword requests per user per hour": 5-20)."""
    person = pool.confirmed()
    about = {"ClientId": pool.client_id, "Username": person.username}
    limited_within(lambda: pool.cognito.forgot_password(**about), 5, 20)


def test_a_reset_code_is_given_five_to_twenty_times_an_hour(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Maximum number of
    ConfirmForgotPassword and ForgotPassword requests per user per hour": 5-20)."""
    person = pool.confirmed()
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    wrong = "000000" if pool.usable_code(person, answer) != "000000" else "000001"
    given = {
        "ClientId": pool.client_id,
        "Username": person.username,
        "ConfirmationCode": wrong,
        "Password": OTHER_PASSWORD,
    }
    limited_within(lambda: pool.cognito.confirm_forgot_password(**given), 4, 20)


def test_a_password_is_changed_five_times_an_hour(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Maximum number of
    ChangePassword requests per user per hour": 5)."""
    person = pool.confirmed()
    token = pool.tokens(person)["AccessToken"]
    change = {"AccessToken": token, "PreviousPassword": PASSWORD, "ProposedPassword": PASSWORD}
    limited(lambda: pool.cognito.change_password(**change), after=5)


def test_a_code_for_an_attribute_is_asked_for_five_times_an_hour(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Maximum number of
    GetUserAttributeVerificationCode requests per user per hour": 5)."""
    about = {"AccessToken": pool.tokens(pool.confirmed())["AccessToken"], "AttributeName": "email"}
    limited(lambda: pool.cognito.get_user_attribute_verification_code(**about), after=5)


def test_an_attribute_is_verified_in_fifteen_tries_an_hour(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Maximum number of
    VerifyUserAttribute requests per user per hour": 15)."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    about = {"AccessToken": token, "AttributeName": "email"}
    pool.cognito.get_user_attribute_verification_code(**about)
    limited(lambda: pool.cognito.verify_user_attribute(**about, Code="no-code"), after=15)


def test_a_quota_is_each_users_own(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("per user per hour")."""
    first, _ = pool.sign_up()
    second, _ = pool.sign_up()
    again = {"ClientId": pool.client_id, "Username": first.username}
    limited(lambda: pool.cognito.resend_confirmation_code(**again), after=5)
    assert pool.cognito.resend_confirmation_code(ClientId=pool.client_id, Username=second.username)


def test_a_quota_tells_nobody_who_is_unknown(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    (PreventUserExistenceErrors ENABLED: the same answers)."""
    address = some_address()
    nobody = {"ClientId": pool.client_id, "Username": Person(address, address).username}
    limited(lambda: pool.cognito.resend_confirmation_code(**nobody), after=5)
    limited_within(lambda: pool.cognito.forgot_password(**nobody), 5, 20)
