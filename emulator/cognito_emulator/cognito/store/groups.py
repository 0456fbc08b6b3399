"""Groups and who is in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.store.database import Database
from cognito_emulator.cognito.user import User


@dataclass(frozen=True)
class Group:
    """`settings`: Description, RoleArn and Precedence, as far as they were given."""

    pool_id: str
    name: str
    settings: Mapping[str, Any]
    created: float
    modified: float


@dataclass
class Groups:
    database: Database

    def find(self, pool_id: str, name: str) -> Group | None:
        row = self.database.row(
            f"SELECT {_COLUMNS} FROM groups WHERE pool_id = ? AND name = ?", pool_id, name
        )
        return _group(row) if row else None

    def put(self, group: Group) -> None:
        """Add a group, or change it: its members stay."""
        settings = json.dumps(group.settings)
        changed = self.database.run(
            "UPDATE groups SET settings = ?, modified = ? WHERE pool_id = ? AND name = ?",
            *(settings, group.modified, group.pool_id, group.name),
        )
        if not changed:
            row = {"pool_id": group.pool_id, "name": group.name, "settings": settings}
            self.database.insert("groups", {**row, "created": group.created, "modified": group.modified})

    def remove(self, group: Group) -> None:
        self.database.run("DELETE FROM groups WHERE pool_id = ? AND name = ?", group.pool_id, group.name)

    def of_pool(self, pool_id: str, after: str, limit: int) -> list[Group]:
        """Those after this name, by name."""
        where = "pool_id = ? AND name > ? ORDER BY name LIMIT ?"
        rows = self.database.rows(f"SELECT {_COLUMNS} FROM groups WHERE {where}", pool_id, after, limit)
        return [_group(row) for row in rows]

    def of_user(self, user: User) -> list[Group]:
        """By name."""
        rows = self.database.rows(
            f"SELECT {_COLUMNS} FROM groups WHERE pool_id = ? AND name IN "
            "(SELECT group_name FROM group_members WHERE user_id = ?) ORDER BY name",
            *(user.pool_id, user.id),
        )
        return [_group(row) for row in rows]

    def join(self, group: Group, user: User) -> None:
        row = {"pool_id": group.pool_id, "group_name": group.name, "user_id": user.id}
        self.database.insert("group_members", row, replacing=True)

    def leave(self, group: Group, user: User) -> None:
        self.database.run(
            "DELETE FROM group_members WHERE pool_id = ? AND group_name = ? AND user_id = ?",
            *(group.pool_id, group.name, user.id),
        )

    def members(self, group: Group, after: int, limit: int) -> list[int]:
        """Ids of members after this id."""
        rows = self.database.rows(
            "SELECT user_id FROM group_members WHERE pool_id = ? AND group_name = ? AND user_id > ? "
            "ORDER BY user_id LIMIT ?",
            *(group.pool_id, group.name, after, limit),
        )
        return [user_id for (user_id,) in rows]


_COLUMNS = "pool_id, name, settings, created, modified"


def _group(row: tuple[Any, ...]) -> Group:
    pool_id, name, settings, created, modified = row
    return Group(pool_id, name, json.loads(settings), created, modified)
