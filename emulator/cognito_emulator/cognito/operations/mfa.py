"""Second factors as users and administrators set them: on and off, preferred, an authenticator app set up.

Sources: the operations' pages in Cognito's API reference; "Adding MFA to a user pool" and "TOTP software
token MFA" in the developer guide. The wording is AWS's, as the guide and SDK issues quote it
(aws/aws-sdk-js-v3#4645).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.authentication import challenges, choices, passkeys
from cognito_emulator.cognito.authentication.attempts import check_attempts, count_wrong
from cognito_emulator.cognito.authentication.challenges import (
    EMAIL_OTP,
    INVALID_SESSION,
    MFA_SETUP,
    SMS_MFA,
    SOFTWARE_TOKEN_MFA,
)
from cognito_emulator.cognito.authentication.mfa import IS_SET_UP
from cognito_emulator.cognito.authentication.second_factors import (
    ADDRESS_OF,
    DEVICE_NAME,
    ENABLED,
    PASSKEYS,
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
from cognito_emulator.cognito.rules.factor_settings import allowed_factors
from cognito_emulator.cognito.store.pools import MFA
from cognito_emulator.cognito.store.proofs import Challenge
from cognito_emulator.cognito.tokens.verify import signed_in
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_SETTINGS = {
    "SMSMfaSettings": SMS_MFA,
    "EmailMfaSettings": EMAIL_OTP,
    "SoftwareTokenMfaSettings": SOFTWARE_TOKEN_MFA,
}


async def associate_software_token(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    secret = new_secret()
    with cognito.store.database.transaction():
        pool, user, challenge = _who(cognito, request)
        _check_takes_tokens(cognito, pool)
        factors = {**user.factors, PENDING: secret}
        cognito.store.users.set_factors(user, factors, cognito.clock())
        return {"SecretCode": secret, **_next_session(cognito, challenge)}


async def verify_software_token(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    pool, user, challenge = _who(cognito, request)
    _check_takes_tokens(cognito, pool)
    check_attempts(cognito, pool, user.username)
    secret = user.factors.get(PENDING)
    if not secret:
        raise invalid_parameter("Software token was not associated before.")
    step = matching_step(secret, request["UserCode"], cognito.clock())
    if step is None:
        count_wrong(cognito, pool, user.username)
        raise AwsError("EnableSoftwareTokenMFAException", "Code mismatch")
    with cognito.store.database.transaction():
        pool, user, challenge = _who(cognito, request)
        factors = {**user.factors, SECRET: secret, USED: step, DEVICE_NAME: request.get("FriendlyDeviceName")}
        factors.pop(PENDING, None)
        if challenge:
            factors = {**factors, ENABLED: [SOFTWARE_TOKEN_MFA], PREFERRED: SOFTWARE_TOKEN_MFA}
        cognito.store.users.set_factors(user, factors, cognito.clock())
        return {"Status": "SUCCESS", **_next_session(cognito, challenge, {IS_SET_UP: True})}


async def set_user_mfa_preference(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    with cognito.store.database.transaction():
        by = signed_in(cognito, request["AccessToken"])
        _set_preference(cognito, by.pool, by.user, request)
    return {}


async def admin_set_user_mfa_preference(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        _set_preference(cognito, pool, cognito.user(pool, request["Username"]), request)
    return {}


async def set_user_settings(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    with cognito.store.database.transaction():
        by = signed_in(cognito, request["AccessToken"])
        _set_legacy_options(cognito, by.user, request["MFAOptions"])
    return {}


async def admin_set_user_settings(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        _set_legacy_options(cognito, cognito.user(pool, request["Username"]), request["MFAOptions"])
    return {}


async def admin_delete_software_token(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        gone = (SECRET, PENDING, USED, DEVICE_NAME)
        kept = {name: value for name, value in user.factors.items() if name not in gone}
        enabled = [name for name in kept.get(ENABLED) or () if name != SOFTWARE_TOKEN_MFA]
        preferred = kept.get(PREFERRED) if kept.get(PREFERRED) in enabled else None
        kept = {**kept, ENABLED: enabled, PREFERRED: preferred}
        cognito.store.users.set_factors(user, kept, cognito.clock())
    return {}


async def get_user_auth_factors(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    by = signed_in(cognito, request["AccessToken"])
    return _factors(cognito, by.pool, by.user)


async def admin_get_user_auth_factors(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    return _factors(cognito, pool, cognito.user(pool, request["Username"]))


def _factors(cognito: Cognito, pool: UserPool, user: User) -> Answer:
    configured = choices.configured(cognito, pool, user)
    return {"Username": user.username, **mfa_members(user), "ConfiguredUserAuthFactors": configured}


def _who(cognito: Cognito, request: Mapping[str, Any]) -> tuple[UserPool, User, Challenge | None]:
    """Who sets a factor up: by an access token, or in the middle of a sign-in that needs one.

    "The request takes an access token or a session string, but not both" (VerifySoftwareToken).
    """
    if bool(request.get("AccessToken")) == bool(request.get("Session")):
        raise invalid_parameter("Either AccessToken or Session is required, and not both.")
    if request.get("AccessToken"):
        by = signed_in(cognito, request["AccessToken"])
        return by.pool, by.user, None
    challenge = cognito.store.proofs.challenge(request["Session"])
    if challenge is None or challenge.name != MFA_SETUP or challenge.ends <= cognito.clock():
        raise not_authorized(INVALID_SESSION)
    pool = cognito.pool(ANYBODY, challenge.pool_id)
    return pool, cognito.user(pool, challenge.username), challenge


def _next_session(
    cognito: Cognito, challenge: Challenge | None, state: Mapping[str, Any] | None = None
) -> dict[str, str]:
    if challenge is None:
        return {}
    challenges.end(cognito, challenge)
    _, client = cognito.client(ANYBODY, challenge.client_id)
    kept = {**challenge.state, **(state or {})}
    return {"Session": challenges.issue(cognito, client, challenge.username, challenge.name, state=kept)}


def _check_takes_tokens(cognito: Cognito, pool: UserPool) -> None:
    if pool.mfa == "OFF" or SOFTWARE_TOKEN_MFA not in _allowed(cognito, pool):
        raise AwsError(
            "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool."
        )


def _allowed(cognito: Cognito, pool: UserPool) -> list[str]:
    return allowed_factors(pool.settings, cognito.store.pools.document(pool.id, MFA, "") or {})


def _set_preference(cognito: Cognito, pool: UserPool, user: User, request: Mapping[str, Any]) -> None:
    wanted = {factor: request[setting] for setting, factor in _SETTINGS.items() if request.get(setting)}
    if sum(bool(each.get("PreferredMfa")) for each in wanted.values()) > 1:
        raise invalid_parameter("Only one MFA method can be preferred.")
    enabled = [*(user.factors.get(ENABLED) or ())]
    preferred = user.factors.get(PREFERRED)
    for factor, each in wanted.items():
        if each.get("Enabled"):
            _check_may_be_enabled(cognito, pool, user, factor)
            enabled = [*(name for name in enabled if name != factor), factor]
        elif each.get("PreferredMfa"):
            raise invalid_parameter(f"{factor} has to be enabled to be preferred.")
        else:
            enabled = [name for name in enabled if name != factor]
        if each.get("PreferredMfa"):
            preferred = factor
        elif preferred == factor and (factor not in enabled or each.get("PreferredMfa") is False):
            preferred = None
    if pool.mfa == "ON" and user.factors.get(ENABLED) and not enabled:
        raise invalid_parameter("MFA is required in the user pool: a user's last MFA method stays enabled.")
    kept = {**user.factors, ENABLED: [name for name in _ORDER if name in enabled], PREFERRED: preferred}
    if (by_passkey := request.get("WebAuthnMfaSettings")) is not None:
        kept[PASSKEYS] = bool(by_passkey.get("Enabled"))
        if kept[PASSKEYS]:
            _check_takes_passkeys(cognito, pool, enabled)
    cognito.store.users.set_factors(user, kept, cognito.clock())


def _check_takes_passkeys(cognito: Cognito, pool: UserPool, enabled: list[str]) -> None:
    """AwsError unless a passkey can stand for both factors, and another one is there when it is lost."""
    if not passkeys.is_multi_factor(cognito.store.pools.document(pool.id, MFA, "") or {}):
        raise invalid_parameter("Passkeys are not multi-factor authentication in this user pool.")
    if not enabled:
        raise invalid_parameter("Passkey MFA needs another MFA method that is enabled for the user.")


def _check_may_be_enabled(cognito: Cognito, pool: UserPool, user: User, factor: str) -> None:
    """AwsError unless the pool allows the factor, and the user has what it needs."""
    if factor == SOFTWARE_TOKEN_MFA:
        has_it, is_allowed = has_software_token(user), True
    else:
        has_it = bool(user.attributes.get(ADDRESS_OF[factor]))
        is_allowed = factor in _allowed(cognito, pool)
    if not is_allowed:
        raise invalid_parameter(f"User pool does not have {factor} enabled.")
    if not has_it:
        raise invalid_parameter(f"User does not have delivery config set to turn on {factor}")


def _set_legacy_options(cognito: Cognito, user: User, options: list[Mapping[str, str]]) -> None:
    """Text messages alone can be set this way; no option at all takes them away."""
    for option in options:
        if (option.get("DeliveryMedium"), option.get("AttributeName")) != ("SMS", "phone_number"):
            raise invalid_parameter("MFAOptions take the delivery medium SMS to phone_number alone.")
    if options and not user.attributes.get("phone_number"):
        raise invalid_parameter(f"User does not have delivery config set to turn on {SMS_MFA}")
    enabled = [name for name in user.factors.get(ENABLED) or () if name != SMS_MFA]
    if options:
        enabled.append(SMS_MFA)
    preferred = user.factors.get(PREFERRED)
    kept = {
        **user.factors,
        ENABLED: [name for name in _ORDER if name in enabled],
        PREFERRED: preferred if preferred in enabled else None,
    }
    cognito.store.users.set_factors(user, kept, cognito.clock())


_ORDER = tuple(_SETTINGS.values())
