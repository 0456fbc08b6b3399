"""From a password to tokens, with whatever comes between: a new password, a second factor.

Used by the API and by the hosted pages alike. Sources: "Authentication with Amazon Cognito user pools" in the
developer guide; RespondToAuthChallenge in the API reference.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.authentication import challenges
from cognito_emulator.cognito.authentication.attempts import check_attempts, count_wrong, forget_wrong
from cognito_emulator.cognito.authentication.challenges import (
    MFA_SETUP,
    NEW_PASSWORD_REQUIRED,
    SOFTWARE_TOKEN_MFA,
)
from cognito_emulator.cognito.authentication.password import has_expired, is_right, kept_password
from cognito_emulator.cognito.authentication.second_factors import (
    SECRET,
    USED,
    asked_for,
    matching_step,
    was_used,
)
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized, user_not_found
from cognito_emulator.cognito.operations.pools import MFA
from cognito_emulator.cognito.rules.attribute_permissions import check_writable
from cognito_emulator.cognito.rules.attribute_schema import check_values
from cognito_emulator.cognito.rules.password_policy import check_password
from cognito_emulator.cognito.store.proofs import Challenge
from cognito_emulator.cognito.tokens.issue import AUTHENTICATION, NEW_PASSWORD, tokens_of_new_sign_in
from cognito_emulator.cognito.triggers.sign_in import after_authentication, before_authentication
from cognito_emulator.cognito.user import (
    CONFIRMED,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    UNCONFIRMED,
    User,
)
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
WRONG = "Incorrect username or password."
_ATTRIBUTE_PREFIX = "userAttributes."
_SOURCE = "source"


@dataclass(frozen=True)
class Entrance:
    """Where somebody signs in, through which client, with what metadata for functions."""

    pool: UserPool
    client: AppClient
    metadata: Mapping[str, str] | None = field(default=None, repr=False)

    def step(self, user: User) -> SignInStep:
        return SignInStep(self.pool, self.client, user, self.metadata)


@dataclass(frozen=True)
class SignInStep:
    """As an entrance, and who is signing in there."""

    pool: UserPool
    client: AppClient
    user: User
    metadata: Mapping[str, str] | None = field(default=None, repr=False)


def unknown_user(client: AppClient) -> AwsError:
    return not_authorized(WRONG) if client.hides_who_exists else user_not_found()


async def by_password(
    cognito: Cognito, at: Entrance, name: str, user: User | None, *, password: str
) -> Answer:
    """InitiateAuth's answer to a name and a password: tokens, or the next challenge."""
    proven = await proven_by_password(cognito, at, name, user, password=password)
    return await after_first_factor(cognito, at.step(proven))


async def proven_by_password(
    cognito: Cognito, at: Entrance, name: str, user: User | None, *, password: str
) -> User:
    """The user whose password this is; AwsError for a wrong one, and for who may not sign in."""
    username = user.username if user else at.pool.folded(name)
    check_attempts(cognito, at.pool, username)
    if user is None:
        count_wrong(cognito, at.pool, username)
        raise unknown_user(at.client)
    await before_authentication(cognito, at.pool, at.client, user, at.metadata)
    user = cognito.again(user)
    return _proven(cognito, at.pool, user, is_right=is_right(at.pool, user, password))


async def by_proof(
    cognito: Cognito,
    at: Entrance,
    challenge: Challenge,
    user: User | None,
    *,
    is_proof: Callable[[bytes], bool],
) -> Answer:
    """The answer to a proof by Secure Remote Password, which counts once."""
    check_attempts(cognito, at.pool, challenge.username)
    with cognito.store.database.transaction():
        challenges.end(cognito, challenge)
    if user is None:
        count_wrong(cognito, at.pool, challenge.username)
        raise not_authorized(WRONG)
    right = user.password is not None and is_proof(user.password)
    return await after_first_factor(cognito, at.step(_proven(cognito, at.pool, user, is_right=right)))


async def after_first_factor(cognito: Cognito, step: SignInStep) -> Answer:
    """Tokens for who has proved a password, or the next challenge."""
    if step.user.status == FORCE_CHANGE_PASSWORD:
        return _new_password_challenge(cognito, step)
    return await after_password(cognito, step, AUTHENTICATION)


async def after_password(cognito: Cognito, step: SignInStep, source: str) -> Answer:
    """The second factor, where one is asked for; tokens otherwise."""
    factor = next_factor(cognito, step.pool, step.user)
    if factor is None:
        return await signed_in(cognito, step, source)
    session = challenges.issue(cognito, step.client, step.user.username, factor, state={_SOURCE: source})
    parameters = {"USER_ID_FOR_SRP": step.user.username}
    if factor == MFA_SETUP:
        parameters["MFAS_CAN_SETUP"] = json.dumps([SOFTWARE_TOKEN_MFA])
    return {"ChallengeName": factor, "Session": session, "ChallengeParameters": parameters}


async def signed_in(cognito: Cognito, step: SignInStep, source: str) -> Answer:
    """Tokens of a new sign-in, after the pool's functions."""
    await after_authentication(cognito, step.pool, step.client, step.user, step.metadata)
    user = cognito.again(step.user)
    # of a sign-in's metadata, PreTokenGeneration gets what comes with an answer to a challenge only
    metadata = step.metadata if source == NEW_PASSWORD else None
    tokens = await tokens_of_new_sign_in(
        cognito, step.pool, step.client, user, source, client_metadata=metadata
    )
    return {"ChallengeParameters": {}, "AuthenticationResult": tokens.result()}


def next_factor(cognito: Cognito, pool: UserPool, user: User) -> str | None:
    """The challenge that comes after the password; None where the password is enough."""
    if pool.mfa == "OFF":
        return None
    factor = asked_for(user)
    if factor or pool.mfa != "ON":
        return factor
    config = cognito.store.pools.document(pool.id, MFA, "") or {}
    if not (config.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled"):
        raise not_authorized("MFA is required, and the user has no second factor that the pool allows.")
    return MFA_SETUP


async def choose_password(
    cognito: Cognito, step: SignInStep, session: str, given: Mapping[str, str]
) -> Answer:
    """The answer to NEW_PASSWORD_REQUIRED: a password of one's own, and attributes that are missing."""
    username = step.user.username
    challenge = challenges.live(cognito, session, step.client, username, NEW_PASSWORD_REQUIRED)
    with cognito.store.database.transaction():
        changed = set_new_password(cognito, step, given)
        challenges.end(cognito, challenge)
    step = SignInStep(step.pool, step.client, changed, step.metadata)
    return await after_password(cognito, step, NEW_PASSWORD)


def set_new_password(cognito: Cognito, step: SignInStep, given: Mapping[str, str]) -> User:
    """Inside a transaction: the user with the new password; AwsError where the pool does not take it."""
    password = given.get("NEW_PASSWORD")
    if not password:
        raise invalid_parameter("Missing required parameter NEW_PASSWORD")
    check_password(step.pool.settings, password)
    attributes = {
        name.removeprefix(_ATTRIBUTE_PREFIX): value
        for name, value in given.items()
        if name.startswith(_ATTRIBUTE_PREFIX)
    }
    check_values(step.pool.schema, attributes)
    check_writable(step.pool.schema, step.client, attributes)
    user = cognito.again(step.user)
    missing = required_attributes(step.pool, {**user.attributes, **attributes})
    if missing:
        raise invalid_parameter(f"Invalid attributes given, {missing[0]} is missing")
    user = cognito.store.users.set_attributes(step.pool, user, attributes, cognito.clock())
    kept = kept_password(step.pool, user.username, password)
    cognito.store.users.set_password(user, kept, CONFIRMED, cognito.clock())
    return cognito.again(user)


def required_attributes(pool: UserPool, attributes: Mapping[str, str]) -> list[str]:
    """The attributes that the pool requires and this user has not."""
    required = (name for name, attribute in pool.schema.items() if attribute.get("Required"))
    return [name for name in required if not attributes.get(name)]


async def give_software_token(cognito: Cognito, step: SignInStep, session: str, code: str) -> Answer:
    """The answer to SOFTWARE_TOKEN_MFA: a one-time password, which works once."""
    username = step.user.username
    challenge = challenges.live(cognito, session, step.client, username, SOFTWARE_TOKEN_MFA)
    check_attempts(cognito, step.pool, username)
    now = cognito.clock()
    used = matching_step(str(step.user.factors.get(SECRET) or ""), code, now)
    if used is None:
        count_wrong(cognito, step.pool, username)
        raise AwsError("CodeMismatchException", "Invalid code received for user")
    if was_used(step.user.factors, used):
        raise AwsError("ExpiredCodeException", "Your software token has already been used once.")
    with cognito.store.database.transaction():
        challenges.end(cognito, challenge)
        cognito.store.users.set_factors(step.user, {**step.user.factors, USED: used}, now)
        forget_wrong(cognito, step.pool, username)
    return await signed_in(cognito, step, str(challenge.state.get(_SOURCE) or AUTHENTICATION))


async def have_set_up(cognito: Cognito, step: SignInStep, session: str) -> Answer:
    """The answer to MFA_SETUP, once a software token was verified in this session."""
    challenge = challenges.live(cognito, session, step.client, step.user.username, MFA_SETUP)
    if not challenge.state.get("is_set_up"):
        raise not_authorized(challenges.INVALID_SESSION)
    with cognito.store.database.transaction():
        challenges.end(cognito, challenge)
    return await signed_in(cognito, step, AUTHENTICATION)


def _proven(cognito: Cognito, pool: UserPool, user: User, *, is_right: bool) -> User:
    """The user, where the password was right and they may sign in."""
    if user.status == UNCONFIRMED:
        raise AwsError("UserNotConfirmedException", "User is not confirmed.")
    if user.status == RESET_REQUIRED:
        raise AwsError("PasswordResetRequiredException", "Password reset required for the user")
    if not is_right:
        count_wrong(cognito, pool, user.username)
        raise not_authorized(WRONG)
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if user.status == FORCE_CHANGE_PASSWORD and has_expired(pool, user, cognito.clock()):
        raise not_authorized("Temporary password has expired and must be reset by an administrator.")
    forget_wrong(cognito, pool, user.username)
    return user


def _new_password_challenge(cognito: Cognito, step: SignInStep) -> Answer:
    session = challenges.issue(cognito, step.client, step.user.username, NEW_PASSWORD_REQUIRED)
    missing = required_attributes(step.pool, step.user.attributes)
    shown = {name: value for name, value in step.user.attributes.items() if name != "sub"}
    parameters = {
        "USER_ID_FOR_SRP": step.user.username,
        "requiredAttributes": json.dumps([_ATTRIBUTE_PREFIX + name for name in missing]),
        "userAttributes": json.dumps(shown),
    }
    return {"ChallengeName": NEW_PASSWORD_REQUIRED, "Session": session, "ChallengeParameters": parameters}
