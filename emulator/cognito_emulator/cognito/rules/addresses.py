"""Which address gets a code, and what it means that an address is verified.

Sources: "Verifying updates to email addresses and phone numbers" and "Customizing sign-in attributes" in
the Cognito developer guide: an alias has one owner, and it moves only by force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.ministack.pool_description import PoolDescription
from cognito_emulator.cognito.ministack.user_names import VERIFIED_BY, UserNames
from cognito_emulator.cognito.ministack.users import EngineUsers


def code_attribute(description: PoolDescription, attributes: Mapping[str, str]) -> str | None:
    """The attribute whose address gets a sign-up's code; None when the pool verifies none of theirs."""
    return next(
        (name for name in VERIFIED_BY if name in description.auto_verified and attributes.get(name)), None
    )


def recovery_attribute(description: PoolDescription, attributes: Mapping[str, str]) -> str | None:
    """The verified attribute whose address gets a reset's code; None for a user who has none.

    AccountRecoverySettingType in Cognito's API reference gives the order of preference.
    """
    mechanisms = (description.settings.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    ordered = sorted(mechanisms, key=lambda mechanism: mechanism.get("Priority", 0))
    wanted = [str(mechanism["Name"]).removeprefix("verified_") for mechanism in ordered] or list(VERIFIED_BY)
    return next((name for name in wanted if is_verified(attributes, name)), None)


def is_verified(attributes: Mapping[str, str], name: str) -> bool:
    return bool(attributes.get(name)) and attributes.get(VERIFIED_BY.get(name, "")) == "true"


@dataclass(frozen=True)
class Addresses:
    """Marks addresses as verified, and sees that an alias keeps its one owner."""

    names: UserNames
    users: EngineUsers

    async def verify(
        self, description: PoolDescription, username: str, attribute: str, *, by_force: bool = False
    ) -> None:
        """Mark a user's address as verified. Another owner of it as an alias loses it by force only.

        AwsError (AliasExistsException) when there is one and no force.
        """
        owner = await self.other_owner(description, username, attribute)
        if owner and not by_force:
            raise alias_exists(attribute)
        if owner:
            await self.users.set(description.pool, owner, {VERIFIED_BY[attribute]: "false"})
        await self.users.set(description.pool, username, {VERIFIED_BY[attribute]: "true"})

    async def check_free(
        self, description: PoolDescription, username: str, attributes: Mapping[str, str]
    ) -> None:
        """Raise AwsError (AliasExistsException) when another user signs in by one of these values.

        An unverified alias is nobody's sign-in name yet, so only user names are looked at before
        verification.
        """
        names = await self.names.of(description)
        for attribute in description.username_attributes | (
            description.alias_attributes - VERIFIED_BY.keys()
        ):
            value = attributes.get(attribute)
            if value and names.is_taken(value, by_other_than=username):
                raise alias_exists(attribute)

    async def other_owner(self, description: PoolDescription, username: str, attribute: str) -> str | None:
        """Who else signs in by the address that this user has."""
        names = await self.names.of(description)
        owner = names.alias_owner(attribute, names.attributes(username).get(attribute, ""))
        return owner if owner != username else None


def alias_exists(attribute: str) -> AwsError:
    """AWS's answer to an address that somebody else signs in by."""
    return AwsError("AliasExistsException", f"An account with the {attribute} already exists.")
