"""User pools and their people as JSON, to be kept in a file and read by another engine.

`{"format": FORMAT, "version": VERSION, "pools": [...]}`. A pool has its id, so passwords, whose kept form is
bound to it, stay good: `password` is the SHA-256 that SRP needs, in base64. Sessions, codes, devices,
messages and signing keys are not in it. Times are seconds of the epoch.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any

from cognito_emulator.cognito.store.store import Store
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

FORMAT, VERSION = "cognito-emulator user pools", 1
_AT_ONCE = 500
_MOST_GROUPS = 10_000


def exported(store: Store, pools: Iterable[UserPool]) -> dict[str, Any]:
    return {"format": FORMAT, "version": VERSION, "pools": [_pool(store, pool) for pool in pools]}


def _pool(store: Store, pool: UserPool) -> dict[str, Any]:
    groups = store.groups.of_pool(pool.id, "", _MOST_GROUPS)
    return {
        "id": pool.id,
        "account": pool.account,
        "region": pool.region,
        "settings": dict(pool.settings),
        "created": pool.created,
        "modified": pool.modified,
        "clients": [
            {
                "id": client.id,
                "settings": dict(client.settings),
                "secrets": [vars(secret) for secret in reversed(store.clients.secrets(client.id))],
                "created": client.created,
                "modified": client.modified,
            }
            for client in store.clients.of_pool(pool.id)
        ],
        "groups": [
            {"name": g.name, "settings": dict(g.settings), "created": g.created, "modified": g.modified}
            for g in groups
        ],
        "documents": [
            {"kind": kind, "key": key, "content": json.loads(content)}
            for kind, key, content in store.pools.all_documents(pool.id)
        ],
        "people": [_person(store, user) for user in _everybody(store, pool)],
    }


def _everybody(store: Store, pool: UserPool) -> Iterable[User]:
    after = 0
    while page := store.users.page(pool, None, after, _AT_ONCE):
        yield from page
        after = page[-1].id


def _person(store: Store, user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "status": user.status,
        "enabled": user.enabled,
        "attributes": dict(user.attributes),
        "groups": [group.name for group in store.groups.of_user(user)],
        "password": base64.b64encode(user.password).decode() if user.password else None,
        "password_set": user.password_set,
        "factors": dict(user.factors),
        "passkeys": [
            {"id": key.credential_id, "created": key.created, "content": dict(key.content)}
            for key in store.passkeys.of_user(user.id)
        ],
        "identities": [
            {"provider": one.provider, "attribute": one.attribute, "value": one.value, "created": one.created}
            for one in store.identities.of_user(user.id)
        ],
        "created": user.created,
        "modified": user.modified,
    }
