"""Custom challenges: the pool's functions say what is asked, what is right, and when it is enough.

Source: "Custom authentication challenge Lambda triggers" in the Cognito developer guide.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.authentication import challenges, completion, devices, mfa, srp_challenge
from cognito_emulator.cognito.authentication.challenges import (
    CUSTOM_CHALLENGE,
    DEVICE_PASSWORD_VERIFIER,
    EMAIL_OTP,
    PASSWORD_VERIFIER,
    SMS_MFA,
    SOFTWARE_TOKEN_MFA,
)
from cognito_emulator.cognito.authentication.steps import WRONG, Answer, Passed, SignInStep
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized
from cognito_emulator.cognito.operations.hidden_users import simulated_username
from cognito_emulator.cognito.tokens.issue import AUTHENTICATION
from cognito_emulator.cognito.triggers.event import trigger_event, user_attributes
from cognito_emulator.cognito.triggers.responses import unrecognizable
from cognito_emulator.cognito.user import CONFIRMED, UNCONFIRMED, User
from cognito_emulator.cognito.user_pool import UserPool

_PAST, _PRIVATE, _METADATA = "past", "private", "metadata"
_NOBODY = 0  # the store's ids begin with one
_SECOND_FACTORS = (SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP)
_Past = list[dict[str, Any]]


async def begin(cognito: Cognito, step: SignInStep, *, srp_a: str | None) -> Answer:
    """The first challenge; AwsError for a pool without the functions, and for who may not sign in.

    Through a client that hides who exists, those learn it at the end. With `srp_a` the sign-in begins with
    the password, if the functions want it so.
    """
    if not step.pool.functions.get("DefineAuthChallenge"):
        raise invalid_parameter("Custom auth lambda trigger is not configured for the user pool.")
    if not step.client.hides_who_exists:
        _check_may_sign_in(step.user)
    devices.known(cognito, step.pool, step.user, step.at.device_key)
    past = [_result("SRP_A", is_right=True)] if srp_a else []
    return await _next(cognito, step, past, srp_a=srp_a)


async def answer(cognito: Cognito, step: SignInStep, session: str, given: str) -> Answer:
    """What comes after an answer to a challenge."""
    challenge = challenges.live(cognito, session, step.client, step.user.username, CUSTOM_CHALLENGE)
    with cognito.store.database.transaction():
        challenges.end(cognito, challenge)
    request = {
        **_shared(step),
        "privateChallengeParameters": challenge.state[_PRIVATE],
        "challengeAnswer": given,
    }
    said = await _run(cognito, step, "VerifyAuthChallengeResponse", request, {"answerCorrect": None})
    is_right = said.get("answerCorrect") is True
    result = _result(CUSTOM_CHALLENGE, is_right=is_right, metadata=challenge.state[_METADATA])
    return await _next(cognito, devices.from_one(step, challenge.state), [*challenge.state[_PAST], result])


def nobody(cognito: Cognito, pool: UserPool, name: str) -> User:
    """Who is challenged in the place of a user who is not there, where a client hides who exists."""
    username = simulated_username(cognito, pool, name)
    return User(_NOBODY, pool.id, username, CONFIRMED, True, {}, 0.0, 0.0)


def is_part_of_one(state: Mapping[str, Any]) -> bool:
    """Whether a challenge was asked on the way of a custom sign-in."""
    return _PAST in state


async def go_on(cognito: Cognito, passed: Passed, by: str) -> Answer:
    """What comes after a built-in challenge that the user has answered rightly."""
    done = [_result(by, is_right=True)] if by else []
    step = devices.from_one(passed.step, passed.state)
    return await _next(cognito, step, [*passed.state[_PAST], *done])


async def _next(cognito: Cognito, step: SignInStep, past: _Past, *, srp_a: str | None = None) -> Answer:
    request = {**_shared(step), "session": past}
    response = {"challengeName": None, "issueTokens": None, "failAuthentication": None}
    said = await _run(cognito, step, "DefineAuthChallenge", request, response)
    if said.get("failAuthentication") is True:
        raise not_authorized(WRONG)
    if said.get("issueTokens") is True:
        if step.user.id == _NOBODY:
            raise not_authorized(WRONG)
        return await _end(cognito, step.of(cognito.again(step.user)), past)
    if said.get("challengeName") == CUSTOM_CHALLENGE:
        return await _challenge(cognito, step, past)
    if said.get("challengeName") == PASSWORD_VERIFIER and srp_a:
        return _ask_for_the_password(cognito, step, past, srp_a)
    asked = await _second_factor(cognito, step, past, str(said.get("challengeName")))
    if asked is None:
        raise unrecognizable()
    return asked


async def _end(cognito: Cognito, step: SignInStep, past: _Past) -> Answer:
    """Tokens, after the proof of a remembered device that has not been asked for on the way."""
    if step.client.hides_who_exists and not step.user.enabled:
        raise not_authorized(WRONG)
    _check_may_sign_in(step.user)
    device = devices.known(cognito, step.pool, step.user, step.at.device_key)
    is_proven = any(each["challengeName"] == DEVICE_PASSWORD_VERIFIER for each in past)
    if device and not is_proven and devices.replaces_second_factor(step.pool, device):
        return devices.challenge(cognito, step, device, {})
    finish = step.at.finish or completion.signed_in
    return await finish(cognito, step, AUTHENTICATION)


async def _second_factor(cognito: Cognito, step: SignInStep, past: _Past, name: str) -> Answer | None:
    """The challenge of a second factor that the function asks for by its name, if the user has it."""
    if name not in _SECOND_FACTORS or step.user.id == _NOBODY:
        return None
    step = step.of(cognito.again(step.user))
    return await mfa.challenge_by(cognito, step, name, {_PAST: past, devices.KEY: step.at.device_key})


def _check_may_sign_in(user: User) -> None:
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if user.status == UNCONFIRMED:
        raise AwsError("UserNotConfirmedException", "User is not confirmed.")


def _ask_for_the_password(cognito: Cognito, step: SignInStep, past: _Past, srp_a: str) -> Answer:
    user = None if step.user.id == _NOBODY else cognito.again(step.user)
    done = _result(PASSWORD_VERIFIER, is_right=True)
    state = {_PAST: [*past, done], devices.KEY: step.at.device_key}
    asked = srp_challenge.challenge(cognito, step.at, step.user.username, user, srp_a, state=state)
    return {**asked, "Session": asked["ChallengeParameters"]["SECRET_BLOCK"]}


async def _challenge(cognito: Cognito, step: SignInStep, past: _Past) -> Answer:
    request = {**_shared(step), "challengeName": CUSTOM_CHALLENGE, "session": past}
    names = ("publicChallengeParameters", "privateChallengeParameters", "challengeMetadata")
    said = await _run(cognito, step, "CreateAuthChallenge", request, dict.fromkeys(names))
    public, private = (_texts(said.get(name)) for name in names[:2])
    state = {
        _PAST: past,
        _PRIVATE: private,
        _METADATA: said.get("challengeMetadata"),
        devices.KEY: step.at.device_key,
    }
    # functions have run, and the user may have gone, or the pool
    user = step.user if step.user.id == _NOBODY else cognito.again(step.user)
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


def _shared(step: SignInStep) -> dict[str, Any]:
    """What all three functions are told of the user."""
    is_nobody = step.user.id == _NOBODY
    hides = {"userNotFound": is_nobody} if step.client.hides_who_exists else {}
    attributes = {} if is_nobody else user_attributes(step.user)
    return {"userAttributes": attributes, "clientMetadata": step.at.metadata, **hides}


def _result(name: str, *, is_right: bool, metadata: str | None = None) -> dict[str, Any]:
    return {"challengeName": name, "challengeResult": is_right, "challengeMetadata": metadata}


def _texts(value: Mapping[str, Any] | None) -> dict[str, str]:
    return {key: item if isinstance(item, str) else json.dumps(item) for key, item in (value or {}).items()}
