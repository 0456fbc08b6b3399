"""What pools with threat protection have noted of their users."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.store.database import Database


@dataclass
class AuthEvents:
    database: Database

    def add(self, user_id: int, event: Mapping[str, Any]) -> None:
        row = {"id": event["EventId"], "user_id": user_id, "content": json.dumps(event)}
        self.database.insert("auth_events", row)

    def page(self, user_id: int, before: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
        """Each with its number, the newest first."""
        where = "user_id = ? AND number < ? ORDER BY number DESC LIMIT ?"
        rows = self.database.rows(
            f"SELECT number, content FROM auth_events WHERE {where}", user_id, before, limit
        )
        return [(number, json.loads(content)) for number, content in rows]

    def find(self, user_id: int, event_id: str) -> dict[str, Any] | None:
        row = self.database.row(
            "SELECT content FROM auth_events WHERE user_id = ? AND id = ?", user_id, event_id
        )
        return json.loads(row[0]) if row else None

    def change(self, event: Mapping[str, Any]) -> None:
        self.database.run(
            "UPDATE auth_events SET content = ? WHERE id = ?", json.dumps(event), event["EventId"]
        )
