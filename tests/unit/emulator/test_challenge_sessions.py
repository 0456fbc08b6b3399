"""The session of a challenge is its user's, through one client, for that challenge, and for some minutes."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.ministack.pool_description import ClientDescription
from cognito_emulator.cognito.operations.challenge_sessions import ChallengeSessions
from cognito_emulator.cognito.request import CognitoRequest
from tests.unit.clock import Clock

SRP = {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": {"SECRET_BLOCK": "block"}}
CODE = {"ChallengeName": "EMAIL_OTP", "Session": "session"}


def client(**settings: Any) -> ClientDescription:
    return ClientDescription({"ClientId": "client", **settings})


def answer(name: str = "EMAIL_OTP", session: str = "session", client_id: str = "client") -> CognitoRequest:
    parameters: dict[str, Any] = {"ClientId": client_id, "ChallengeName": name, "Session": session}
    parameters["ChallengeResponses"] = {"PASSWORD_CLAIM_SECRET_BLOCK": "block"}
    return CognitoRequest({"type": "http", "headers": []}, "RespondToAuthChallenge", b"", parameters)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> ChallengeSessions:
    return ChallengeSessions(clock)


def test_a_session_lives_as_long_as_its_client_says(sessions: ChallengeSessions, clock: Clock) -> None:
    sessions.issue(CODE, client(AuthSessionValidity=5), "ana")
    clock.now += 299
    assert sessions.of(answer(), "ana").username == "ana"
    clock.now += 1
    with pytest.raises(AwsError, match="expired"):
        sessions.of(answer(), "ana")


def test_a_session_lives_three_minutes_where_its_client_says_nothing(
    sessions: ChallengeSessions, clock: Clock
) -> None:
    sessions.issue(CODE, client(), "ana")
    clock.now += 180
    with pytest.raises(AwsError, match="expired"):
        sessions.of(answer(), "ana")


@pytest.mark.parametrize(
    ("request_", "username"),
    [
        (answer(), "ben"),
        (answer(client_id="other"), "ana"),
        (answer("SMS_OTP"), "ana"),
        (answer("PASSWORD_VERIFIER"), "ana"),
        (answer(session="other"), "ana"),
        (answer(session=""), "ana"),
    ],
)
def test_a_session_answers_for_its_user_client_and_challenge_alone(
    sessions: ChallengeSessions, request_: CognitoRequest, username: str
) -> None:
    sessions.issue(CODE, client(), "ana")
    with pytest.raises(AwsError) as refused:
        sessions.of(request_, username)
    assert refused.value.code == "NotAuthorizedException"


def test_a_session_that_was_answered_is_gone(sessions: ChallengeSessions) -> None:
    sessions.issue(CODE, client(), "ana")
    sessions.forget(sessions.of(answer(), "ana"))
    with pytest.raises(AwsError):
        sessions.of(answer(), "ana")


def test_a_proof_of_the_password_is_answered_by_its_secret_block(sessions: ChallengeSessions) -> None:
    sessions.issue(SRP, client(), "ana")
    proof = answer("PASSWORD_VERIFIER", session="")
    assert sessions.of(proof, "ana").id == "block"
    with pytest.raises(AwsError, match="Incorrect username or password"):
        sessions.of(proof, "ben")
