"""What every operation works with: the store, the clock, functions and mail; and on whose behalf."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.errors import client_not_found, not_found, pool_not_found, user_not_found
from cognito_emulator.cognito.messages.relay import MailRelay
from cognito_emulator.cognito.store.groups import Group
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.cognito.tokens.keys import SigningKeys
from cognito_emulator.cognito.triggers.function import TriggerFunctions
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool


@dataclass(frozen=True)
class Caller:
    """Account and Region of whoever has signed the request; None for the unsigned ones of public clients.

    `address` is where the request came from.
    """

    account: str | None = None
    region: str | None = None
    address: str = field(default="", repr=False)


ANYBODY = Caller()


@dataclass(frozen=True)
class Cognito:
    """The service's parts, and what is looked up in them; every look-up raises AwsError for nothing found."""

    store: Store
    functions: TriggerFunctions
    relay: MailRelay
    keys: SigningKeys
    clock: Callable[[], float] = time.time
    has_limits: bool = True  # on how often an hour somebody asks for codes, as AWS has them
    endpoint_url: str = ""  # where the engine answers
    issuer_base: str | None = None
    """What stands before a pool's id in its issuer; None for AWS's address."""

    def issuer(self, pool: UserPool) -> str:
        """The `iss` of the pool's tokens."""
        return f"{self.issuer_base}/{pool.id}" if self.issuer_base else pool.address_on_aws

    def pool(self, caller: Caller, pool_id: str) -> UserPool:
        """A pool of the caller's own account and Region: elsewhere there is none of that id."""
        pool = self.store.pools.find(pool_id)
        if pool is None or caller.account not in (None, pool.account):
            raise pool_not_found(pool_id)
        if caller.region not in (None, pool.region):
            raise pool_not_found(pool_id)
        return pool

    def client(self, caller: Caller, client_id: str) -> tuple[UserPool, AppClient]:
        """An app client and its pool. An unsigned request says nothing of a Region here: the client does."""
        client = self.store.clients.find(client_id)
        pool = self.store.pools.find(client.pool_id) if client else None
        if client is None or pool is None or caller.region not in (None, pool.region):
            raise client_not_found(client_id)
        return pool, client

    def client_of(self, pool: UserPool, client_id: str) -> AppClient:
        client = self.store.clients.find(client_id)
        if client is None or client.pool_id != pool.id:
            raise client_not_found(client_id)
        return client

    def user(self, pool: UserPool, name: str) -> User:
        """A user by any of the names that administrators may use, or by the sub."""
        user = self.store.users.named(pool, name)
        if user is None:
            raise user_not_found()
        return user

    def again(self, user: User) -> User:
        """The same user as they are now: a function may have run since they were looked up."""
        found = self.store.users.get(user.id)
        if found is None:
            raise user_not_found()
        return found

    def group(self, pool: UserPool, name: str) -> Group:
        group = self.store.groups.find(pool.id, name)
        if group is None:
            raise not_found("Group not found.")
        return group
