"""Which address gets a code.

Sources: "Verifying updates to email addresses and phone numbers" in the Cognito developer guide;
AccountRecoverySettingType in its API reference, which gives the order of preference; "Adding MFA to a user
pool".
"""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

_LEGACY_ORDER = ["phone_number", "email"]
_ADDRESS_OF_FACTOR = {"SMS_MFA": "phone_number", "EMAIL_OTP": "email"}


def code_attribute(pool: UserPool, attributes: Mapping[str, str]) -> str | None:
    """The attribute whose address gets a sign-up's code; None when the pool verifies none of theirs.

    Who gives both, and both are to be verified, gets it by text: "Configuring email or phone verification".
    """
    return next((name for name in _LEGACY_ORDER if name in pool.auto_verified and attributes.get(name)), None)


def preferred_code_attribute(pool: UserPool) -> str:
    """As `code_attribute`, of a user of whom nothing is known, in a pool that verifies addresses."""
    return next(name for name in _LEGACY_ORDER if name in pool.auto_verified)


def recovery_attribute(pool: UserPool, user: User) -> str | None:
    """The verified attribute whose address gets a reset's code; None for a user who has none."""
    wanted = _recovery_order(pool) or _LEGACY_ORDER
    second = () if pool.mfa == "OFF" else _addresses_of_second_factors(user)
    return next((name for name in wanted if user.is_verified(name) and name not in second), None)


def preferred_recovery(pool: UserPool) -> str:
    """As `recovery_attribute`, of a user of whom nothing is known: an attribute that the pool verifies."""
    order = _recovery_order(pool)
    verified = next((name for name in order or _LEGACY_ORDER if name in pool.auto_verified), None)
    return verified or ("phone_number" if order[:1] == ["phone_number"] else "email")


def primary_recovery(pool: UserPool) -> str | None:
    """The attribute that the pool would send a reset's code to first; None where its settings name none."""
    return next(iter(_recovery_order(pool)), None)


def _addresses_of_second_factors(user: User) -> set[str]:
    """Users cannot get codes of second factors and of resets at the same address."""
    preferred = user.factors.get("preferred")
    factors = [preferred] if preferred else user.factors.get("enabled") or ()
    return {_ADDRESS_OF_FACTOR[factor] for factor in factors if factor in _ADDRESS_OF_FACTOR}


def _recovery_order(pool: UserPool) -> list[str]:
    mechanisms = (pool.settings.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    ordered = sorted(mechanisms, key=lambda mechanism: mechanism.get("Priority", 0))
    return [str(mechanism["Name"]).removeprefix("verified_") for mechanism in ordered]


def alias_exists(attribute: str) -> AwsError:
    """AWS's answer to an address that somebody else signs in by."""
    return AwsError("AliasExistsException", f"An account with the {attribute} already exists.")
