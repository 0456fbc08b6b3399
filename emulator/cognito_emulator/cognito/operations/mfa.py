"""Second factors by an authenticator app: set up, verified, preferred.

Sources: the operations' pages in Cognito's API reference; "TOTP software token MFA" in the developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.authentication import challenges
from cognito_emulator.cognito.authentication.challenges import INVALID_SESSION, MFA_SETUP, SOFTWARE_TOKEN_MFA
from cognito_emulator.cognito.authentication.second_factors import (
    ENABLED,
    PENDING,
    PREFERRED,
    SECRET,
    USED,
    has_software_token,
    matching_step,
    mfa_members,
    new_secret,
)
from cognito_emulator.cognito.context import ANYBODY, Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized
from cognito_emulator.cognito.store.proofs import Challenge
from cognito_emulator.cognito.tokens.verify import signed_in
from cognito_emulator.cognito.user import User

Answer = dict[str, Any]
_SETTINGS = {
    "SoftwareTokenMfaSettings": SOFTWARE_TOKEN_MFA,
    "SMSMfaSettings": "SMS_MFA",
    "EmailMfaSettings": "EMAIL_OTP",
}


async def associate_software_token(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    secret = new_secret()
    with cognito.store.database.transaction():
        user, challenge = _who(cognito, request)
        factors = {**user.factors, PENDING: secret}
        cognito.store.users.set_factors(user, factors, cognito.clock())
        return {"SecretCode": secret, **_next_session(cognito, challenge)}


async def verify_software_token(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    with cognito.store.database.transaction():
        user, challenge = _who(cognito, request)
        secret = user.factors.get(PENDING)
        if not secret:
            raise invalid_parameter("Software token was not associated before.")
        step = matching_step(secret, request["UserCode"], cognito.clock())
        if step is None:
            raise AwsError("EnableSoftwareTokenMFAException", "Code mismatch")
        factors = {**user.factors, SECRET: secret, USED: step}
        del factors[PENDING]
        if challenge:
            factors = {**factors, ENABLED: [SOFTWARE_TOKEN_MFA], PREFERRED: SOFTWARE_TOKEN_MFA}
        cognito.store.users.set_factors(user, factors, cognito.clock())
        return {"Status": "SUCCESS", **_next_session(cognito, challenge, {"is_set_up": True})}


async def set_user_mfa_preference(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    with cognito.store.database.transaction():
        by = signed_in(cognito, request["AccessToken"])
        _set_preference(cognito, by.user, request)
    return {}


async def admin_set_user_mfa_preference(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        _set_preference(cognito, cognito.user(pool, request["Username"]), request)
    return {}


async def admin_delete_software_token(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        enabled = [name for name in user.factors.get(ENABLED) or () if name != SOFTWARE_TOKEN_MFA]
        cognito.store.users.set_factors(user, {ENABLED: enabled}, cognito.clock())
    return {}


async def get_user_auth_factors(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    return _factors(signed_in(cognito, request["AccessToken"]).user)


async def admin_get_user_auth_factors(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    return _factors(cognito.user(cognito.pool(caller, request["UserPoolId"]), request["Username"]))


def _factors(user: User) -> Answer:
    configured = ["PASSWORD"] if user.password else []
    return {"Username": user.username, **mfa_members(user), "ConfiguredUserAuthFactors": configured}


def _who(cognito: Cognito, request: Mapping[str, Any]) -> tuple[User, Challenge | None]:
    """Who sets a factor up: by an access token, or in the middle of a sign-in that needs one."""
    if request.get("AccessToken"):
        return signed_in(cognito, request["AccessToken"]).user, None
    challenge = cognito.store.proofs.challenge(request.get("Session") or "")
    if challenge is None or challenge.name != MFA_SETUP or challenge.ends <= cognito.clock():
        raise not_authorized(INVALID_SESSION)
    pool = cognito.pool(ANYBODY, challenge.pool_id)
    return cognito.user(pool, challenge.username), challenge


def _next_session(
    cognito: Cognito, challenge: Challenge | None, state: Mapping[str, Any] | None = None
) -> dict[str, str]:
    if challenge is None:
        return {}
    challenges.end(cognito, challenge)
    _, client = cognito.client(ANYBODY, challenge.client_id)
    session = challenges.issue(cognito, client, challenge.username, challenge.name, state=state)
    return {"Session": session}


def _set_preference(cognito: Cognito, user: User, request: Mapping[str, Any]) -> None:
    enabled = set(user.factors.get(ENABLED) or ())
    preferred = user.factors.get(PREFERRED)
    for setting, factor in _SETTINGS.items():
        wanted = request.get(setting)
        if wanted is None:
            continue
        if wanted.get("Enabled"):
            _check_may_be_enabled(user, factor)
            enabled.add(factor)
            preferred = factor if wanted.get("PreferredMfa") else preferred
        else:
            enabled.discard(factor)
            preferred = None if preferred == factor else preferred
    kept = {**user.factors, ENABLED: sorted(enabled), PREFERRED: preferred}
    cognito.store.users.set_factors(user, kept, cognito.clock())


def _check_may_be_enabled(user: User, factor: str) -> None:
    if factor == SOFTWARE_TOKEN_MFA:
        if not has_software_token(user):
            raise invalid_parameter("User has not verified software token mfa")
        return
    raise AwsError(
        "UnsupportedOperationException",
        f"{factor} is no second factor in this emulator yet: an authenticator app (SOFTWARE_TOKEN_MFA) is.",
    )
