"""Users as the engine keeps them, asked for and changed by the Cognito API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.ministack.user_pools import UserPool


@dataclass(frozen=True)
class EngineUsers:
    """Calls for one pool after another, as root of the pool's account; AwsError when the engine refuses."""

    aws: AwsApi

    async def ask(self, pool: UserPool, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """An operation that names its pool by `UserPoolId`."""
        return await self.call(pool, operation, {"UserPoolId": pool.id, **parameters})

    async def call(self, pool: UserPool, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """An operation that names its pool in another way."""
        return await self.aws.cognito(operation, parameters, region=pool.region, account=pool.account)

    async def get(self, pool: UserPool, username: str) -> dict[str, Any]:
        """AdminGetUser's answer."""
        return await self.ask(pool, "AdminGetUser", {"Username": username})

    async def find(self, pool: UserPool, username: str) -> dict[str, Any] | None:
        """AdminGetUser's answer; None for nobody."""
        try:
            return await self.get(pool, username)
        except AwsError as error:
            if error.code == "UserNotFoundException":
                return None
            raise

    async def set(self, pool: UserPool, username: str, attributes: Mapping[str, str]) -> None:
        parameters = {"Username": username, "UserAttributes": as_pairs(attributes)}
        await self.ask(pool, "AdminUpdateUserAttributes", parameters)


def as_pairs(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    """Attributes as AttributeType writes them."""
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def as_map(pairs: list[dict[str, str]]) -> dict[str, str]:
    """Attributes by name, without those that were taken away: the engine keeps them with an empty value."""
    return {pair["Name"]: pair["Value"] for pair in pairs if pair.get("Value")}
