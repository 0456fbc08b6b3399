"""App clients and their secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.store.database import Database


@dataclass(frozen=True)
class ClientSecret:
    id: str
    value: str = field(repr=False)
    created: float


@dataclass
class Clients:
    database: Database
    _known: dict[str, AppClient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.database.after_rollback(self._known.clear)

    def find(self, client_id: str) -> AppClient | None:
        if client_id not in self._known:
            row = self.database.row(f"SELECT {_COLUMNS} FROM app_clients WHERE id = ?", client_id)
            if row is None:
                return None
            self._known[client_id] = self._client(row)
        return self._known[client_id]

    def add(self, client: AppClient) -> None:
        """Without its secrets, which `add_secret` adds."""
        self.database.insert(
            "app_clients",
            {
                "id": client.id,
                "pool_id": client.pool_id,
                "settings": json.dumps(client.settings),
                "created": client.created,
                "modified": client.modified,
            },
        )

    def change(self, client_id: str, settings: dict[str, Any], now: float) -> None:
        self.database.run(
            "UPDATE app_clients SET settings = ?, modified = ? WHERE id = ?",
            *(json.dumps(settings), now, client_id),
        )
        self._known.pop(client_id, None)

    def remove(self, client_id: str) -> None:
        self.database.run("DELETE FROM app_clients WHERE id = ?", client_id)
        self._known.pop(client_id, None)

    def of_pool(self, pool_id: str) -> list[AppClient]:
        """The oldest first."""
        where = "pool_id = ? ORDER BY created, id"
        rows = self.database.rows(f"SELECT {_COLUMNS} FROM app_clients WHERE {where}", pool_id)
        return [self._client(row) for row in rows]

    def forget_pool(self) -> None:
        """A pool was removed, and its clients with it."""
        self._known.clear()

    def callback_urls(self) -> Iterator[str]:
        """Those of all clients of all pools."""
        for (settings,) in self.database.rows("SELECT settings FROM app_clients"):
            yield from json.loads(settings).get("CallbackURLs") or ()

    def secrets(self, client_id: str) -> list[ClientSecret]:
        """The newest first."""
        where = "client_id = ? ORDER BY created DESC, rowid DESC"
        rows = self.database.rows(f"SELECT id, value, created FROM client_secrets WHERE {where}", client_id)
        return [ClientSecret(*row) for row in rows]

    def add_secret(self, client_id: str, secret: ClientSecret) -> None:
        row = {"id": secret.id, "client_id": client_id, "value": secret.value, "created": secret.created}
        self.database.insert("client_secrets", row)
        self._known.pop(client_id, None)

    def remove_secret(self, client_id: str, secret_id: str) -> bool:
        """Whether it was there."""
        where = "client_id = ? AND id = ?"
        removed = self.database.run(f"DELETE FROM client_secrets WHERE {where}", client_id, secret_id)
        self._known.pop(client_id, None)
        return removed > 0

    def _client(self, row: tuple[Any, ...]) -> AppClient:
        client_id, pool_id, settings, created, modified = row
        secrets = tuple(secret.value for secret in self.secrets(client_id))
        return AppClient(client_id, pool_id, json.loads(settings), secrets, created, modified)


_COLUMNS = "id, pool_id, settings, created, modified"
