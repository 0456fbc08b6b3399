"""The app client that a page is for, and its pool, as the user pools API describes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.ministack.user_pools import UserPool, UserPools
from cognito_emulator.cognito.rules.secret_hash import hash_of


@dataclass(frozen=True)
class AppClient:
    """`settings` is DescribeUserPoolClient's UserPoolClient, `pool_settings` DescribeUserPool's UserPool."""

    aws: AwsApi
    pool: UserPool
    id: str
    settings: dict[str, Any]
    pool_settings: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.settings.get("ClientName") or self.id)

    @property
    def callback_urls(self) -> list[str]:
        return list(self.settings.get("CallbackURLs") or [])

    @property
    def logout_urls(self) -> list[str]:
        return list(self.settings.get("LogoutURLs") or [])

    @property
    def username_attribute(self) -> str | None:
        """The attribute that people sign in with; None where they choose a user name."""
        names = self.pool_settings.get("UsernameAttributes") or []
        return str(names[0]) if names else None

    @property
    def password_policy(self) -> dict[str, Any]:
        return dict((self.pool_settings.get("Policies") or {}).get("PasswordPolicy") or {})

    def secret_hash(self, username: str) -> str:
        """Empty for a client without a secret."""
        secret = self.settings.get("ClientSecret")
        return hash_of(secret, username, self.id) if secret else ""

    async def ask(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """An operation of this client (SignUp, ConfirmSignUp …) for a user. Raises AwsError."""
        secret_hash = self.secret_hash(parameters.get("Username", ""))
        if secret_hash and "Username" in parameters:
            parameters["SecretHash"] = secret_hash
        return await self._ask(operation, {"ClientId": self.id, **parameters})

    async def ask_pool(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """An operation of the pool's owner (AdminGetUser, ListGroups …). Raises AwsError."""
        return await self._ask(operation, {"UserPoolId": self.pool.id, **parameters})

    async def _ask(self, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        return await self.aws.cognito(
            operation, parameters, region=self.pool.region, account=self.pool.account
        )


@dataclass(frozen=True)
class AppClients:
    """Finds app clients by their id."""

    aws: AwsApi
    pools: UserPools

    async def find(self, client_id: str) -> AppClient | None:
        try:
            pool = await self.pools.of_client(client_id)
            client = AppClient(self.aws, pool, client_id, {}, {})
            described = await client.ask_pool("DescribeUserPoolClient", ClientId=client_id)
            of_pool = await client.ask_pool("DescribeUserPool")
        except AwsError as error:
            if error.code == "ResourceNotFoundException":
                return None
            raise
        return AppClient(self.aws, pool, client_id, described["UserPoolClient"], of_pool["UserPool"])
