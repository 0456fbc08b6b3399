"""A Cognito in memory for unit tests: a clock of the test's own, no functions, no mail."""

from __future__ import annotations

import asyncio
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Caller
from cognito_emulator.cognito.service import UserPoolsService
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool
from tests.unit.clock import Clock
from tests.unit.emulator import own_pool

OWNER = Caller("111122223333", "eu-central-1")
PASSWORD = "Correct-horse-7-battery"


class UserPools:
    """A service, and pools, clients and people in it."""

    def __init__(self, clock: Clock) -> None:
        self.cognito = own_pool.cognito(clock)
        self.service = UserPoolsService(self.cognito)

    def ask(self, operation: str, **request: Any) -> dict[str, Any]:
        """An operation as the pools' owner."""
        return asyncio.run(self.service.call(operation, request, OWNER))

    def pool(self, **settings: Any) -> UserPool:
        made = self.ask("CreateUserPool", PoolName="pool", **settings)["UserPool"]
        return self.cognito.pool(OWNER, made["Id"])

    def client(self, pool: UserPool, **settings: Any) -> AppClient:
        flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        request = {"ClientName": "app", "ExplicitAuthFlows": flows, **settings}
        made = self.ask("CreateUserPoolClient", UserPoolId=pool.id, **request)["UserPoolClient"]
        return self.cognito.client_of(pool, made["ClientId"])

    def person(self, pool: UserPool, name: str, **attributes: str) -> User:
        """Somebody who has this password for good."""
        pairs = [{"Name": key, "Value": value} for key, value in attributes.items()]
        request = {"UserPoolId": pool.id, "Username": name}
        self.ask("AdminCreateUser", **request, UserAttributes=pairs, MessageAction="SUPPRESS")
        self.ask("AdminSetUserPassword", **request, Password=PASSWORD, Permanent=True)
        return self.cognito.user(pool, name)

    def owner(self, pool: UserPool, name: str) -> str | None:
        """The Username of whoever signs in by a name."""
        user = self.cognito.store.users.signs_in_by(pool, name)
        return user.username if user else None
