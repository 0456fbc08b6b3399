"""Nobody gets tokens for a name: a challenge is answered by the session that was issued for it."""

from __future__ import annotations

import secrets
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from tests.emulator.account import PASSWORD, Account, Pool

MODEL = botocore.session.get_session().get_service_model("cognito-idp")
CHALLENGES: list[str] = MODEL.shape_for("ChallengeNameType").metadata["enum"]
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH"]


@pytest.fixture(scope="module")
def pool(account: Account) -> Pool:
    return account.pool()


def answers_to(name: str, username: str) -> dict[str, str]:
    """What an answer to the challenge has, all of it made up but the name."""
    made_up = ("ANSWER", "SMS_MFA_CODE", "EMAIL_OTP_CODE", "SMS_OTP_CODE", "SOFTWARE_TOKEN_MFA_CODE")
    others = ("PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP", "SRP_A", "DEVICE_KEY")
    values = dict.fromkeys(made_up, "123456") | dict.fromkeys(others, "00")
    return {"USERNAME": username, "NEW_PASSWORD": PASSWORD, "PASSWORD": "wrong", name: "SUCCESS", **values}


def refused(pool: Pool, name: str, session: str | None, client_id: str, *, as_admin: bool) -> str:
    """The error that answers the challenge for somebody confirmed."""
    user = pool.sign_up()
    pool.account.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=user.sub)
    request: dict[str, Any] = {
        "ClientId": client_id,
        "ChallengeName": name,
        "ChallengeResponses": answers_to(name, user.sub),
        **({"Session": session} if session else {}),
    }
    cognito: Any = pool.account.cognito
    respond = cognito.admin_respond_to_auth_challenge if as_admin else cognito.respond_to_auth_challenge
    with pytest.raises(ClientError) as error:
        respond(**request, **({"UserPoolId": pool.id} if as_admin else {}))
    return str(error.value.response["Error"]["Code"])


def temporary(pool: Pool) -> tuple[str, str]:
    """Somebody who has to choose a password: their sub, and the live session of the challenge."""
    cognito, address = pool.account.cognito, f"t{secrets.token_hex(8)}@example.com"
    made = cognito.admin_create_user(
        UserPoolId=pool.id, Username=address, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )["User"]
    challenge = cognito.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": PASSWORD},
    )
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    return made["Username"], challenge["Session"]


@pytest.mark.parametrize("as_admin", [False, True])
@pytest.mark.parametrize("session", [None, "invented-" * 10])
@pytest.mark.parametrize("name", CHALLENGES)
def test_no_challenge_is_answered_without_a_session_that_was_issued(
    pool: Pool, name: str, session: str | None, as_admin: bool
) -> None:
    code = refused(pool, name, session, pool.client_id, as_admin=as_admin)
    assert code in ("NotAuthorizedException", "InvalidParameterException", "CodeMismatchException")


@pytest.mark.parametrize("name", CHALLENGES)
def test_no_challenge_is_answered_by_the_session_of_somebody_else(pool: Pool, name: str) -> None:
    _, session = temporary(pool)
    code = refused(pool, name, session, pool.client_id, as_admin=False)
    assert code in ("NotAuthorizedException", "InvalidParameterException")


@pytest.mark.parametrize("name", [name for name in CHALLENGES if name != "NEW_PASSWORD_REQUIRED"])
def test_a_session_answers_the_challenge_that_it_was_issued_for_alone(pool: Pool, name: str) -> None:
    sub, session = temporary(pool)
    with pytest.raises(ClientError) as error:
        pool.account.cognito.respond_to_auth_challenge(
            ClientId=pool.client_id,
            ChallengeName=name,  # type: ignore[arg-type]
            ChallengeResponses=answers_to(name, sub),
            Session=session,
        )
    assert error.value.response["Error"]["Code"] in ("NotAuthorizedException", "InvalidParameterException")


def test_a_session_works_through_its_client_alone_and_once(pool: Pool) -> None:
    sub, session = temporary(pool)
    cognito = pool.account.cognito
    other = cognito.create_user_pool_client(
        UserPoolId=pool.id,
        ClientName="other",
        ExplicitAuthFlows=FLOWS,  # type: ignore[arg-type]
    )["UserPoolClient"]["ClientId"]
    answer: Any = {
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "ChallengeResponses": {"USERNAME": sub, "NEW_PASSWORD": f"{PASSWORD}1"},
        "Session": session,
    }
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.respond_to_auth_challenge(ClientId=other, **answer)
    assert "AuthenticationResult" in cognito.respond_to_auth_challenge(ClientId=pool.client_id, **answer)
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.respond_to_auth_challenge(ClientId=pool.client_id, **answer)


@pytest.mark.parametrize("operation", ["associate_software_token", "verify_software_token"])
def test_no_second_factor_is_set_up_by_a_session_that_was_not_issued_for_it(
    pool: Pool, operation: str
) -> None:
    _, session = temporary(pool)
    more = {"UserCode": "123456"} if operation.startswith("verify") else {}
    for given in (session, "invented-" * 10):
        with pytest.raises(ClientError) as error:
            getattr(pool.account.cognito, operation)(Session=given, **more)
        assert error.value.response["Error"]["Code"] == "NotAuthorizedException"
