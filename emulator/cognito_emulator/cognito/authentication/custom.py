"""Custom challenges: the pool's functions say what is asked, what is right, and when it is enough.

Source: "Custom authentication challenge Lambda triggers" in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.authentication import challenges
from cognito_emulator.cognito.authentication.challenges import CUSTOM_CHALLENGE
from cognito_emulator.cognito.authentication.first_factor import WRONG, SignInStep, signed_in
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized
from cognito_emulator.cognito.tokens.issue import AUTHENTICATION
from cognito_emulator.cognito.triggers.event import trigger_event, user_attributes
from cognito_emulator.cognito.triggers.function import unrecognizable
from cognito_emulator.cognito.user import UNCONFIRMED

Answer = dict[str, Any]
_PAST, _PRIVATE, _METADATA = "past", "private", "metadata"


async def begin(cognito: Cognito, step: SignInStep) -> Answer:
    """The first challenge; AwsError for a pool without the functions, and for who may not sign in."""
    if not step.pool.functions.get("DefineAuthChallenge"):
        raise invalid_parameter("Custom auth lambda trigger is not configured for the user pool.")
    if not step.user.enabled:
        raise not_authorized("User is disabled.")
    if step.user.status == UNCONFIRMED:
        raise AwsError("UserNotConfirmedException", "User is not confirmed.")
    return await _next(cognito, step, [])


async def answer(cognito: Cognito, step: SignInStep, session: str, given: str) -> Answer:
    """What comes after an answer to a challenge."""
    challenge = challenges.live(cognito, session, step.client, step.user.username, CUSTOM_CHALLENGE)
    with cognito.store.database.transaction():
        challenges.end(cognito, challenge)
    request = {
        "userAttributes": user_attributes(step.user),
        "privateChallengeParameters": challenge.state[_PRIVATE],
        "challengeAnswer": given,
        "clientMetadata": step.metadata,
    }
    said = await _run(cognito, step, "VerifyAuthChallengeResponse", request, {"answerCorrect": None})
    result = {
        "challengeName": CUSTOM_CHALLENGE,
        "challengeResult": said.get("answerCorrect") is True,
        "challengeMetadata": challenge.state[_METADATA],
    }
    return await _next(cognito, step, [*challenge.state[_PAST], result])


async def _next(cognito: Cognito, step: SignInStep, past: list[dict[str, Any]]) -> Answer:
    request = {
        "userAttributes": user_attributes(step.user),
        "session": past,
        "clientMetadata": step.metadata,
    }
    response = {"challengeName": None, "issueTokens": None, "failAuthentication": None}
    said = await _run(cognito, step, "DefineAuthChallenge", request, response)
    if said.get("failAuthentication") is True:
        raise not_authorized(WRONG)
    if said.get("issueTokens") is True:
        return await signed_in(cognito, step, AUTHENTICATION)
    if said.get("challengeName") != CUSTOM_CHALLENGE:
        raise unrecognizable()
    return await _challenge(cognito, step, past)


async def _challenge(cognito: Cognito, step: SignInStep, past: list[dict[str, Any]]) -> Answer:
    request = {
        "userAttributes": user_attributes(step.user),
        "challengeName": CUSTOM_CHALLENGE,
        "session": past,
        "clientMetadata": step.metadata,
    }
    names = ("publicChallengeParameters", "privateChallengeParameters", "challengeMetadata")
    said = await _run(cognito, step, "CreateAuthChallenge", request, dict.fromkeys(names))
    public, private = (_texts(said.get(name)) for name in names[:2])
    state = {_PAST: past, _PRIVATE: private, _METADATA: said.get("challengeMetadata")}
    # functions have run, and the user may have gone, or the pool
    user = cognito.again(step.user)
    session = challenges.issue(cognito, step.client, user.username, CUSTOM_CHALLENGE, state=state)
    parameters = {**public, "USERNAME": step.user.username}
    return {"ChallengeName": CUSTOM_CHALLENGE, "Session": session, "ChallengeParameters": parameters}


async def _run(
    cognito: Cognito,
    step: SignInStep,
    trigger: str,
    request: Mapping[str, Any],
    response: Mapping[str, Any],
) -> dict[str, Any]:
    source = f"{trigger}_Authentication"
    event = trigger_event(
        source, step.pool, step.user.username, step.client.id, request=request, response=response
    )
    return await cognito.functions.run(trigger, step.pool, event) or {}


def _texts(value: object) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {str(key): str(item) for key, item in pairs}
