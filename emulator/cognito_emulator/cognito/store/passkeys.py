"""The passkeys that users have registered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.store.database import Database


@dataclass(frozen=True)
class Passkey:
    """`content` has the public key, how often it has signed, and what is described of it."""

    user_id: int
    credential_id: str
    created: float
    content: Mapping[str, Any] = field(repr=False)


@dataclass
class Passkeys:
    database: Database

    def of_user(self, user_id: int) -> list[Passkey]:
        """The oldest first."""
        where = "user_id = ? ORDER BY created, credential_id"
        rows = self.database.rows(f"SELECT {_COLUMNS} FROM passkeys WHERE {where}", user_id)
        return [_passkey(row) for row in rows]

    def find(self, user_id: int, credential_id: str) -> Passkey | None:
        where = "user_id = ? AND credential_id = ?"
        row = self.database.row(f"SELECT {_COLUMNS} FROM passkeys WHERE {where}", user_id, credential_id)
        return _passkey(row) if row else None

    def put(self, passkey: Passkey) -> None:
        row = {**vars(passkey), "content": json.dumps(passkey.content)}
        self.database.insert("passkeys", row, replacing=True)

    def remove(self, user_id: int, credential_id: str) -> bool:
        """Whether it was there."""
        where = "user_id = ? AND credential_id = ?"
        return self.database.run(f"DELETE FROM passkeys WHERE {where}", user_id, credential_id) > 0


_COLUMNS = "user_id, credential_id, created, content"


def _passkey(row: tuple[Any, ...]) -> Passkey:
    user_id, credential_id, created, content = row
    return Passkey(user_id, credential_id, created, json.loads(content))
