"""The app client that a page is for, and its pool, and what a page asks of the service for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import ANYBODY, Caller, Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.factor_settings import PASSWORDLESS, first_factors
from cognito_emulator.cognito.rules.secret_hash import hash_of
from cognito_emulator.cognito.service import UserPoolsService
from cognito_emulator.cognito.user_pool import UserPool


@dataclass(frozen=True)
class PageClient:
    """An app client as a page sees it."""

    service: UserPoolsService = field(repr=False)
    pool: UserPool
    client: AppClient

    @property
    def cognito(self) -> Cognito:
        return self.service.cognito

    @property
    def name(self) -> str:
        return self.client.name

    @property
    def settings(self) -> Any:
        return self.client.settings

    @property
    def callback_urls(self) -> list[str]:
        return list(self.client.settings.get("CallbackURLs") or [])

    @property
    def logout_urls(self) -> list[str]:
        return list(self.client.settings.get("LogoutURLs") or [])

    @property
    def username_attribute(self) -> str | None:
        """The attribute that people sign in with; None where they choose a user name."""
        names = self.pool.settings.get("UsernameAttributes") or []
        return str(names[0]) if names else None

    @property
    def password_policy(self) -> dict[str, Any]:
        return dict((self.pool.settings.get("Policies") or {}).get("PasswordPolicy") or {})

    @property
    def offers_choices(self) -> bool:
        """Whether people choose how they sign in: pool and client have more for it than passwords."""
        has_more = not set(PASSWORDLESS).isdisjoint(first_factors(self.pool.settings))
        return has_more and "ALLOW_USER_AUTH" in self.client.flows

    async def ask(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """An operation of this client (SignUp, ConfirmSignUp …) for a user. Raises AwsError."""
        if self.client.secret and "Username" in parameters:
            hashed = hash_of(self.client.secret, parameters["Username"], self.client.id)
            parameters["SecretHash"] = hashed
        return await self.service.call(operation, {"ClientId": self.client.id, **parameters}, ANYBODY)

    async def ask_pool(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """An operation of the pool's owner (ListGroups …). Raises AwsError."""
        owner = Caller(self.pool.account, self.pool.region)
        return await self.service.call(operation, {"UserPoolId": self.pool.id, **parameters}, owner)


@dataclass(frozen=True)
class PageClients:
    """Finds app clients by their id."""

    service: UserPoolsService

    def find(self, client_id: str) -> PageClient | None:
        try:
            pool, client = self.service.cognito.client(ANYBODY, client_id)
        except AwsError:
            return None
        return PageClient(self.service, pool, client)
