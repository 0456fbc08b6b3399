"""Which address gets a code.

Sources: "Verifying updates to email addresses and phone numbers" in the Cognito developer guide;
AccountRecoverySettingType in its API reference, which gives the order of preference.
"""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.user import VERIFIED_BY, User
from cognito_emulator.cognito.user_pool import UserPool


def code_attribute(pool: UserPool, attributes: Mapping[str, str]) -> str | None:
    """The attribute whose address gets a sign-up's code; None when the pool verifies none of theirs."""
    return next((name for name in VERIFIED_BY if name in pool.auto_verified and attributes.get(name)), None)


def recovery_attribute(pool: UserPool, user: User) -> str | None:
    """The verified attribute whose address gets a reset's code; None for a user who has none."""
    mechanisms = (pool.settings.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    ordered = sorted(mechanisms, key=lambda mechanism: mechanism.get("Priority", 0))
    wanted = [str(mechanism["Name"]).removeprefix("verified_") for mechanism in ordered] or list(VERIFIED_BY)
    return next((name for name in wanted if user.is_verified(name)), None)


def alias_exists(attribute: str) -> AwsError:
    """AWS's answer to an address that somebody else signs in by."""
    return AwsError("AliasExistsException", f"An account with the {attribute} already exists.")
