"""PreventUserExistenceErrors: nobody learns who has an account."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests import http
from tests.conformance import wording
from tests.conformance.pools import (
    CHOSEN_USERNAMES,
    OTHER_PASSWORD,
    Person,
    Pool,
    Pools,
    as_attributes,
)
from tests.conformance.refusals import refused

TARGET = "AWSCognitoIdentityProviderService."
CHANGES_EACH_TIME = frozenset({"date", "x-amzn-requestid", "content-length"})
NUMBERS = {"SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP"}
WRONG = "Quite-Wrong-7-Password"
CLIENT = {
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}


def unknown(pool: Pool) -> Person:
    return pool.person()


def unconfirmed(pool: Pool) -> Person:
    return pool.sign_up()[0]


def confirmed(pool: Pool) -> Person:
    return pool.confirmed()


def unverified(pool: Pool) -> Person:
    person, _ = pool.sign_up()
    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=person.username)
    return person


def disabled(pool: Pool) -> Person:
    person = pool.confirmed()
    pool.cognito.admin_disable_user(UserPoolId=pool.id, Username=person.username)
    return person


def invited(pool: Pool) -> Person:
    person = pool.person()
    pool.cognito.admin_create_user(
        UserPoolId=pool.id,
        Username=person.username,
        TemporaryPassword=person.password,
        MessageAction="SUPPRESS",
        UserAttributes=as_attributes({"email": person.address, "email_verified": "true"}),
    )
    return person


def reset(pool: Pool) -> Person:
    person = pool.confirmed()
    pool.cognito.admin_reset_user_password(UserPoolId=pool.id, Username=person.username)
    return person


STATES: list[Callable[[Pool], Person]] = [unconfirmed, confirmed, unverified, disabled, invited, reset]


class Public:
    """Calls as a public client sends them: what stands on the wire, without an SDK's help."""

    def __init__(self, pool: Pool) -> None:
        self._url = pool.cognito.meta.endpoint_url
        self._client_id = pool.client_id

    def __call__(self, operation: str, **request: Any) -> tuple[int, dict[str, str], Any]:
        """Status, headers and body, without what is different each time."""
        answer = http.post(
            self._url,
            content=json.dumps({"ClientId": self._client_id, **request}),
            headers={"x-amz-target": TARGET + operation, "content-type": "application/x-amz-json-1.1"},
            trust_env=False,
        )
        headers = {k: v for k, v in answer.headers.items() if k.lower() not in CHANGES_EACH_TIME}
        return answer.status_code, headers, _same_each_time(answer.json() if answer.content else None)


def _same_each_time(body: Any) -> Any:
    """A body with the form of what is somebody's own in the place of its value."""
    if isinstance(body, dict):
        return {
            name: _form(value) if name in (*NUMBERS, "Session", "Destination") else _same_each_time(value)
            for name, value in body.items()
        }
    return body


def _form(value: str) -> str:
    if "***" in value:
        return re.sub(r"[^*@+]", "x", value)
    return "hexadecimal" if re.fullmatch(r"[0-9a-f]{24,}", value) else f"text of {min(len(value), 200)}"


def wrong_password(public: Public, name: str) -> object:
    given = {"USERNAME": name, "PASSWORD": WRONG}
    return public("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)


def secure_remote_password(public: Public, name: str) -> object:
    given = {"USERNAME": name, "SRP_A": secrets.token_hex(384)}
    return public("InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=given)


def made_up_session(public: Public, name: str) -> object:
    given = {"USERNAME": name, "NEW_PASSWORD": OTHER_PASSWORD}
    about = {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "made-up-session-of-some-length"}
    return public("RespondToAuthChallenge", **about, ChallengeResponses=given)


def made_up_proof(public: Public, name: str) -> object:
    given = {
        "USERNAME": name,
        "TIMESTAMP": "Tue Apr 1 00:00:00 UTC 2025",
        "PASSWORD_CLAIM_SIGNATURE": "c2lnbmF0dXJl",
        "PASSWORD_CLAIM_SECRET_BLOCK": "YmxvY2s=",
    }
    return public("RespondToAuthChallenge", ChallengeName="PASSWORD_VERIFIER", ChallengeResponses=given)


def forgotten_password(public: Public, name: str) -> object:
    return public("ForgotPassword", Username=name)


def guessed_reset_code(public: Public, name: str) -> object:
    given = {"ConfirmationCode": "no-code", "Password": OTHER_PASSWORD}
    return public("ConfirmForgotPassword", Username=name, **given)


def guessed_reset_code_after_asking(public: Public, name: str) -> object:
    return forgotten_password(public, name), guessed_reset_code(public, name)


def guessed_sign_up_code(public: Public, name: str) -> object:
    return public("ConfirmSignUp", Username=name, ConfirmationCode="no-code")


def code_again(public: Public, name: str) -> object:
    return public("ResendConfirmationCode", Username=name)


OPERATIONS = [
    wrong_password,
    secure_remote_password,
    made_up_session,
    made_up_proof,
    forgotten_password,
    guessed_reset_code_after_asking,
    guessed_sign_up_code,
    code_again,
]


@pytest.mark.parametrize("chosen", [False, True], ids=["by address", "by user name"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_whoever_has_an_account_is_answered_like_nobody(
    pools: Pools, state: Callable[[Pool], Person], chosen: bool
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html (each
    operation).
    Model: CreateUserPoolClientRequest.PreventUserExistenceErrors ("suppresses messages that might indicate a
    valid
    user exists")."""
    pool = pools.create(client=CLIENT, **(CHOSEN_USERNAMES if chosen else {}))
    public = Public(pool)
    for operation in OPERATIONS:
        somebody, nobody = state(pool), unknown(pool)
        assert operation(public, somebody.username) == operation(public, nobody.username), operation.__name__


@pytest.mark.parametrize("state", STATES)
def test_a_reset_code_is_guessed_like_nobodys(pool: Pool, state: Callable[[Pool], Person]) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("If a code isn't requested when using ForgotPassword"), also for whom an administrator has sent one."""
    public = Public(pool)
    somebody, nobody = state(pool), unknown(pool)
    assert guessed_reset_code(public, somebody.username) == guessed_reset_code(public, nobody.username)


def test_wrong_passwords_lock_nobody_out_like_somebody(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
    (whether a user exists or not)."""
    public, somebody, nobody = Public(pool), confirmed(pool), unknown(pool)
    answers = [[wrong_password(public, one.username) for _ in range(7)] for one in (somebody, nobody)]
    assert answers[0] == answers[1]


def test_nobodys_reset_code_is_wrong_once_it_was_asked_for(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("returns the
    CodeMismatchException error for users that don't exist or are disabled")."""
    for person in (unknown(pool), disabled(pool)):
        pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
        with refused("CodeMismatchException"):
            pool.cognito.confirm_forgot_password(
                ClientId=pool.client_id,
                Username=person.username,
                ConfirmationCode="123456",
                Password=OTHER_PASSWORD,
            )


def test_who_is_disabled_resets_no_password(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html ("or are
    disabled")."""
    person = pool.confirmed()
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    code = pool.usable_code(person, answer)
    pool.cognito.admin_disable_user(UserPoolId=pool.id, Username=person.username)
    with refused("CodeMismatchException", "ExpiredCodeException", "NotAuthorizedException"):
        pool.cognito.confirm_forgot_password(
            ClientId=pool.client_id,
            Username=person.username,
            ConfirmationCode=code,
            Password=OTHER_PASSWORD,
        )


def test_the_right_password_says_that_a_sign_up_is_to_be_confirmed(pool: Pool) -> None:
    """Model: InitiateAuth.errors UserNotConfirmedException."""
    with refused("UserNotConfirmedException"):
        pool.log_in(unconfirmed(pool))


def test_a_wrong_password_does_not_say_that_a_sign_up_is_to_be_confirmed(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html ("a
    generic
    NotAuthorizedException error indicating either the user name or password is incorrect")."""
    with refused("NotAuthorizedException"):
        pool.log_in(unconfirmed(pool), WRONG)


def test_a_number_that_is_nobodys_gets_a_simulated_text(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html ("The
    simulated
    delivery medium is determined by the input user name format")."""
    pool = pools.create(UsernameAttributes=["phone_number"], AutoVerifiedAttributes=None)
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username="+14325551212")
    delivery = answer["CodeDeliveryDetails"]
    assert (delivery["DeliveryMedium"], delivery["AttributeName"]) == ("SMS", "phone_number")
    assert delivery["Destination"].endswith("1212")


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("forgot_password", {}),
        ("resend_confirmation_code", {}),
        ("confirm_sign_up", {"ConfirmationCode": "123456"}),
        ("confirm_forgot_password", {"ConfirmationCode": "123456", "Password": OTHER_PASSWORD}),
    ],
)
def test_a_legacy_client_names_who_is_unknown(pool: Pool, operation: str, given: dict[str, str]) -> None:
    """Model: CreateUserPoolClientRequest.PreventUserExistenceErrors ("When set to LEGACY, those APIs return a
    UserNotFoundException")."""
    legacy = pool.another_client(PreventUserExistenceErrors="LEGACY")
    with refused("UserNotFoundException"):
        getattr(pool.cognito, operation)(ClientId=legacy, Username=pool.person().username, **given)


def test_a_sign_up_names_who_has_an_account(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html ("SignUp
    ...
    returns UsernameExistsException when a user name is already taken")."""
    person = confirmed(pool)
    with refused("UsernameExistsException"):
        pool.sign_up(person)


def test_a_sign_up_with_an_alias_of_somebodys_names_nobody(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html ("To
    prevent the
    UsernameExistsException error for email or phone number during SignUp, you can use verification based
    aliases")."""
    pool = pools.create(**CHOSEN_USERNAMES, AliasAttributes=["email"])
    first = confirmed(pool)
    _, answer = pool.sign_up(Person(pool.person().username, first.address))
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"


def test_the_password_of_who_is_disabled_is_as_wrong_as_nobodys(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html ("a
    generic
    NotAuthorizedException error indicating either the user name or password is incorrect")."""
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        pool.log_in(disabled(pool))
