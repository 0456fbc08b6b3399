"""Cognito over a store in memory, with a pool and a client of the test's own: no engine, no function runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.aws.functions import LambdaFunctions
from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.messages.relay import MailRelay
from cognito_emulator.cognito.rules.pool_settings import new_pool_settings
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.cognito.tokens.keys import SigningKeys
from cognito_emulator.cognito.triggers.function import TriggerFunctions
from cognito_emulator.cognito.user import CONFIRMED, User
from cognito_emulator.cognito.user_pool import UserPool
from tests.unit.clock import Clock

ACCOUNT, REGION = "111122223333", "us-east-1"


def cognito(clock: Clock | None = None) -> Cognito:
    store = Store.open()
    functions = TriggerFunctions(LambdaFunctions())
    return Cognito(store, functions, MailRelay(""), SigningKeys(store.pools), clock or Clock())


def pool(store: Store, pool_id: str = "us-east-1_Example00", **settings: Any) -> UserPool:
    """A pool that CreateUserPool would make with these settings."""
    made = UserPool(
        pool_id, ACCOUNT, REGION, new_pool_settings({"PoolName": "pool", **settings}), 1000.0, 1000.0
    )
    store.pools.add(made)
    return made


def client(store: Store, of: UserPool, client_id: str = "client", **settings: Any) -> AppClient:
    made = AppClient(client_id, of.id, {"ClientName": client_id, **settings}, (), 1000.0, 1000.0)
    store.clients.add(made)
    return made


def user(store: Store, of: UserPool, username: str, attributes: Mapping[str, str] | None = None) -> User:
    """A confirmed user; the sub is `sub of USERNAME` unless the attributes have one."""
    return store.users.add(
        of,
        username,
        {"sub": f"sub of {username}", **(attributes or {})},
        status=CONFIRMED,
        password=None,
        now=1000.0,
    )
