"""User pools, their signing keys and their documents: what is read and written whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cognito_emulator.cognito.store.database import Database
from cognito_emulator.cognito.user_pool import UserPool

DOMAIN = "domain"
IDENTITY_PROVIDER = "identity provider"
MFA = "mfa"
RESOURCE_SERVER = "resource server"


@dataclass
class Pools:
    database: Database
    _known: dict[str, UserPool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.database.after_rollback(self._known.clear)

    def find(self, pool_id: str) -> UserPool | None:
        if pool_id not in self._known:
            row = self.database.row(f"SELECT {_COLUMNS} FROM user_pools WHERE id = ?", pool_id)
            if row is None:
                return None
            self._known[pool_id] = _pool(row)
        return self._known[pool_id]

    def add(self, pool: UserPool) -> None:
        self.database.insert(
            "user_pools",
            {
                "id": pool.id,
                "account": pool.account,
                "region": pool.region,
                "settings": json.dumps(pool.settings),
                "created": pool.created,
                "modified": pool.modified,
            },
        )

    def change(self, pool: UserPool, settings: dict[str, Any], now: float) -> UserPool:
        """Give a pool other settings; the pool as it is then."""
        self.database.run(
            "UPDATE user_pools SET settings = ?, modified = ? WHERE id = ?",
            *(json.dumps(settings), now, pool.id),
        )
        self._known.pop(pool.id, None)
        return replace(pool, settings=settings, modified=now)

    def remove(self, pool_id: str) -> None:
        """Remove a pool and all that is in it."""
        self.database.run("DELETE FROM user_pools WHERE id = ?", pool_id)
        self._known.pop(pool_id, None)

    def forget_all(self) -> None:
        """Remove every pool of every account."""
        self.database.run("DELETE FROM user_pools")
        self._known.clear()

    def of_account(self, account: str, region: str) -> list[UserPool]:
        """The oldest first."""
        where = "account = ? AND region = ? ORDER BY created, id"
        rows = self.database.rows(f"SELECT {_COLUMNS} FROM user_pools WHERE {where}", account, region)
        return [_pool(row) for row in rows]

    def all(self) -> list[UserPool]:
        """Of every account and Region, the oldest first."""
        rows = self.database.rows(f"SELECT {_COLUMNS} FROM user_pools ORDER BY created, id")
        return [_pool(row) for row in rows]

    def count_users(self, pool_id: str) -> int:
        row = self.database.row("SELECT count(*) FROM users WHERE pool_id = ?", pool_id)
        return int(row[0]) if row else 0

    def signing_key(self, pool_id: str, token_use: str) -> tuple[str, str] | None:
        """Key id and PEM of the key that signs `access` or `id` tokens; None before it was made."""
        where = "pool_id = ? AND token_use = ?"
        return self.database.row(f"SELECT id, pem FROM signing_keys WHERE {where}", pool_id, token_use)

    def add_signing_key(self, pool_id: str, token_use: str, key_id: str, pem: str) -> None:
        row = {"pool_id": pool_id, "token_use": token_use, "id": key_id, "pem": pem}
        self.database.insert("signing_keys", row)

    def document(self, pool_id: str, kind: str, key: str) -> dict[str, Any] | None:
        where = "pool_id = ? AND kind = ? AND key = ?"
        row = self.database.row(f"SELECT content FROM documents WHERE {where}", pool_id, kind, key)
        return json.loads(row[0]) if row else None

    def documents(self, pool_id: str, kind: str) -> list[dict[str, Any]]:
        """By their keys."""
        where = "pool_id = ? AND kind = ? ORDER BY key"
        rows = self.database.rows(f"SELECT content FROM documents WHERE {where}", pool_id, kind)
        return [json.loads(content) for (content,) in rows]

    def all_documents(self, pool_id: str) -> Sequence[tuple[str, str, str]]:
        """Kind, key and JSON of each."""
        where = "pool_id = ? ORDER BY kind, key"
        return self.database.rows(f"SELECT kind, key, content FROM documents WHERE {where}", pool_id)

    def put_document(self, pool_id: str, kind: str, key: str, content: dict[str, Any]) -> None:
        row = {"pool_id": pool_id, "kind": kind, "key": key, "content": json.dumps(content)}
        self.database.insert("documents", row, replacing=True)

    def remove_document(self, pool_id: str, kind: str, key: str) -> bool:
        """Whether it was there."""
        where = "pool_id = ? AND kind = ? AND key = ?"
        return self.database.run(f"DELETE FROM documents WHERE {where}", pool_id, kind, key) > 0

    def with_document(self, kind: str, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each pool, by its id, that has a document of this key, and the document."""
        where = "kind = ? AND key = ?"
        for pool_id, content in self.database.rows(
            f"SELECT pool_id, content FROM documents WHERE {where}", kind, key
        ):
            yield pool_id, json.loads(content)


_COLUMNS = "id, account, region, settings, created, modified"


def _pool(row: tuple[Any, ...]) -> UserPool:
    pool_id, account, region, settings, created, modified = row
    return UserPool(pool_id, account, region, json.loads(settings), created, modified)
