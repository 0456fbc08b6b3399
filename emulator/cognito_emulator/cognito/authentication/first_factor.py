"""Passwords as the first factor: proved by themselves or by Secure Remote Password, and chosen anew.

Used by the API and by the hosted pages alike. Sources: "Authentication with Amazon Cognito user pools" in the
developer guide; RespondToAuthChallenge in the API reference.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from cognito_emulator.cognito.authentication import challenges
from cognito_emulator.cognito.authentication.attempts import check_attempts, count_wrong
from cognito_emulator.cognito.authentication.challenges import NEW_PASSWORD_REQUIRED
from cognito_emulator.cognito.authentication.password import has_expired, is_right, new_password
from cognito_emulator.cognito.authentication.steps import (
    WRONG,
    Answer,
    Entrance,
    Passed,
    SignInStep,
    unknown_user,
)
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized
from cognito_emulator.cognito.operations.hidden_users import username_of
from cognito_emulator.cognito.rules.attribute_permissions import check_writable
from cognito_emulator.cognito.rules.attribute_schema import check_values
from cognito_emulator.cognito.rules.password_policy import check_password
from cognito_emulator.cognito.store.proofs import Challenge
from cognito_emulator.cognito.triggers.sign_in import before_authentication
from cognito_emulator.cognito.triggers.user_migration import migrated
from cognito_emulator.cognito.user import (
    CONFIRMED,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    UNCONFIRMED,
    User,
)
from cognito_emulator.cognito.user_pool import UserPool

_ATTRIBUTE_PREFIX = "userAttributes."
_NOBODYS = bytes(32)  # in the place of what is kept of a password


async def begun(cognito: Cognito, at: Entrance, name: str, user: User | None) -> User | None:
    """Who is signing in, after PreAuthentication; AwsError for nobody, unless the client hides who exists."""
    if user is None and not at.client.hides_who_exists:
        raise unknown_user(at.client)
    await before_authentication(cognito, at.pool, at.client, user, at.validation_data, name=name)
    return cognito.again(user) if user else None


async def proven_by_password(
    cognito: Cognito, at: Entrance, name: str, user: User | None, *, password: str, is_begun: bool = False
) -> User:
    """The user whose password this is; AwsError for a wrong one, and for who may not sign in.

    Whoever is not in the pool may come with the pool's function. `is_begun`: PreAuthentication has run.
    """
    username = username_of(cognito, at.pool, name, user)
    check_attempts(cognito, at.pool, username)
    if user is None:
        user = await migrated(
            *(cognito, at.pool, at.client, name),
            password=password,
            validation_data=at.validation_data,
            client_metadata=at.metadata,
        )
    if not is_begun:
        await before_authentication(cognito, at.pool, at.client, user, at.validation_data, name=name)
    if user is None:
        count_wrong(cognito, at.pool, username)
        raise unknown_user(at.client)
    user = cognito.again(user)
    return _proven(cognito, at, user, is_right=is_right(at.pool, user, password))


def proven_by_proof(
    cognito: Cognito,
    at: Entrance,
    challenge: Challenge,
    user: User | None,
    *,
    is_proof: Callable[[bytes], bool],
) -> User:
    """The user who has proved the password by Secure Remote Password; a proof counts once.

    A proof costs time, so it is looked at for whoever has no password too.
    """
    check_attempts(cognito, at.pool, challenge.username)
    with cognito.store.database.transaction():
        challenges.end(cognito, challenge)
    password = user.password if user else None
    right = is_proof(password or _NOBODYS) and password is not None
    if user is None:
        count_wrong(cognito, at.pool, challenge.username)
        raise not_authorized(WRONG)
    return _proven(cognito, at, user, is_right=right)


def new_password_challenge(cognito: Cognito, step: SignInStep, state: Mapping[str, object]) -> Answer:
    """What somebody is asked whose password an administrator has set."""
    session = challenges.issue(cognito, step.client, step.user.username, NEW_PASSWORD_REQUIRED, state=state)
    missing = required_attributes(step.pool, step.user.attributes)
    shown = {name: value for name, value in step.user.attributes.items() if name != "sub"}
    parameters = {
        "USER_ID_FOR_SRP": step.user.username,
        "requiredAttributes": json.dumps([_ATTRIBUTE_PREFIX + name for name in missing]),
        "userAttributes": json.dumps(shown),
    }
    return {"ChallengeName": NEW_PASSWORD_REQUIRED, "Session": session, "ChallengeParameters": parameters}


def choose_password(cognito: Cognito, step: SignInStep, session: str, given: Mapping[str, str]) -> Passed:
    """The answer to NEW_PASSWORD_REQUIRED: a password of one's own, and attributes that are missing."""
    username = step.user.username
    challenge = challenges.live(cognito, session, step.client, username, NEW_PASSWORD_REQUIRED)
    with cognito.store.database.transaction():
        changed = set_new_password(cognito, step, given)
        challenges.end(cognito, challenge)
    return Passed(step.of(changed), challenge.state)


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
    kept = new_password(cognito, step.pool, user, password)
    cognito.store.users.set_password(user, kept, CONFIRMED, cognito.clock())
    return cognito.again(user)


def required_attributes(pool: UserPool, attributes: Mapping[str, str]) -> list[str]:
    """The attributes that the pool requires and this user has not."""
    required = (name for name, attribute in pool.schema.items() if attribute.get("Required"))
    return [name for name in required if not attributes.get(name)]


def _proven(cognito: Cognito, at: Entrance, user: User, *, is_right: bool) -> User:
    """The user, where the password was right and they may sign in.

    Through a client that hides who exists, only who knows the password learns something of the user.
    """
    pool, hides = at.pool, at.client.hides_who_exists
    if hides and not (is_right and user.enabled):
        count_wrong(cognito, pool, user.username)
        raise not_authorized(WRONG)
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
    return user
