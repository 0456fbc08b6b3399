"""Second factors: which a user has, which a pool allows, and what is asked for after the first factor.

Sources: "Adding MFA to a user pool" in the Cognito developer guide, whose section "Details of MFA logic at
user runtime" is the order of `asked_for`; RFC 6238, by pyotp.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pyotp

from cognito_emulator.cognito.authentication.challenges import (
    EMAIL_OTP,
    MFA_SETUP,
    SELECT_MFA_TYPE,
    SMS_MFA,
    SOFTWARE_TOKEN_MFA,
)
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import not_authorized
from cognito_emulator.cognito.rules.addresses import primary_recovery
from cognito_emulator.cognito.rules.factor_settings import allowed_factors
from cognito_emulator.cognito.store.pools import MFA
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

SECRET, PENDING, ENABLED, PREFERRED, USED = "secret", "pending", "enabled", "preferred", "used"
DEVICE_NAME, PASSKEYS = "device name", "passkeys"
ADDRESS_OF = {SMS_MFA: "phone_number", EMAIL_OTP: "email"}
_STEP_SECONDS = 30
_STEPS_EITHER_WAY = 1


@dataclass(frozen=True)
class Asked:
    """The challenge that comes after the first factor, and the factors to choose from, or to set up."""

    challenge: str
    choices: tuple[str, ...] = ()

    def parameters(self) -> dict[str, str]:
        """What of it goes into ChallengeParameters."""
        if self.challenge == MFA_SETUP:
            return {"MFAS_CAN_SETUP": json.dumps(self.choices)}
        return {"MFAS_CAN_CHOOSE": json.dumps(self.choices)} if self.choices else {}


def asked_for(cognito: Cognito, pool: UserPool, user: User) -> Asked | None:
    """What this user is asked for at a sign-in; None where the first factor is enough.

    AwsError where the pool requires a factor that the user cannot have.
    """
    if pool.mfa == "OFF":
        return None
    active = usable_factors(cognito, pool, user)
    if active:
        preferred = user.factors.get(PREFERRED)
        return Asked(preferred) if preferred in active else _one_of(active)
    return None if pool.mfa == "OPTIONAL" else _required(pool, user, _allowed(cognito, pool))


def usable_factors(cognito: Cognito, pool: UserPool, user: User) -> list[str]:
    """What the user has switched on and can use in this pool; none where it has no second factors."""
    return [] if pool.mfa == "OFF" else active_factors(user, _allowed(cognito, pool))


def active_factors(user: User, allowed: Collection[str]) -> list[str]:
    """What the user has switched on and can use. A verified token stays good in a pool without tokens."""
    enabled = user.factors.get(ENABLED) or ()
    return [
        factor
        for factor in enabled
        if (has_software_token(user) if factor == SOFTWARE_TOKEN_MFA else _has_address(user, factor, allowed))
    ]


def mfa_members(user: User) -> dict[str, Any]:
    """What answers about a user say of second factors: nothing of a user who has none."""
    members: dict[str, Any] = {}
    if user.factors.get(PREFERRED):
        members["PreferredMfaSetting"] = user.factors[PREFERRED]
    if user.factors.get(ENABLED):
        members["UserMFASettingList"] = list(user.factors[ENABLED])
    return members


def new_secret() -> str:
    """A secret of 52 characters of base32, as AWS's are."""
    return pyotp.random_base32(52)


def has_software_token(user: User) -> bool:
    """Whether there is one that was verified."""
    return bool(user.factors.get(SECRET))


def matching_step(secret: str, code: str, now: float) -> int | None:
    """The time step whose one-time password this is; None for a wrong one."""
    step = int(now) // _STEP_SECONDS
    generator = pyotp.TOTP(secret)
    for each in range(step - _STEPS_EITHER_WAY, step + _STEPS_EITHER_WAY + 1):
        if pyotp.utils.strings_equal(code, generator.at(each * _STEP_SECONDS)):
            return each
    return None


def was_used(factors: Mapping[str, Any], step: int) -> bool:
    """Whether a one-time password of this step, or of a later one, has let somebody in already."""
    return step <= int(factors.get(USED) or 0)


def _allowed(cognito: Cognito, pool: UserPool) -> Collection[str]:
    return allowed_factors(pool.settings, cognito.store.pools.document(pool.id, MFA, "") or {})


def _required(pool: UserPool, user: User, allowed: Collection[str]) -> Asked:
    """Of somebody who has switched nothing on, where a factor is required."""
    recovery = primary_recovery(pool)
    by_message = [
        factor
        for factor, attribute in ADDRESS_OF.items()
        if attribute != recovery and _has_address(user, factor, allowed)
    ]
    by_app = [SOFTWARE_TOKEN_MFA] if has_software_token(user) and SOFTWARE_TOKEN_MFA in allowed else []
    if by_message or by_app:
        return _one_of([*by_message, *by_app])
    has_an_address = any(user.attributes.get(attribute) for attribute in ADDRESS_OF.values())
    can_set_up = [
        factor
        for factor in allowed
        if factor == SOFTWARE_TOKEN_MFA or not (has_an_address or ADDRESS_OF[factor] == recovery)
    ]
    if not can_set_up:
        raise not_authorized("MFA is required, and the user has no second factor that the pool allows.")
    return Asked(MFA_SETUP, tuple(can_set_up))


def _one_of(factors: list[str]) -> Asked:
    return Asked(factors[0]) if len(factors) == 1 else Asked(SELECT_MFA_TYPE, tuple(factors))


def _has_address(user: User, factor: str, allowed: Collection[str]) -> bool:
    return factor in allowed and bool(user.attributes.get(ADDRESS_OF[factor]))
