"""Devices that users sign in from: each has a key, and those that apps have confirmed a verifier."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.store.database import Database


@dataclass(frozen=True)
class Device:
    """`content` is None until the app has confirmed the device; times in seconds of the epoch."""

    device_key: str
    user_id: int
    group_key: str
    created: float
    content: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass
class Devices:
    database: Database

    def find(self, user_id: int, device_key: str) -> Device | None:
        where = "user_id = ? AND device_key = ?"
        row = self.database.row(f"SELECT {_COLUMNS} FROM devices WHERE {where}", user_id, device_key)
        return _device(row) if row else None

    def of_user(self, user_id: int) -> list[Device]:
        """Those that were confirmed, the oldest first."""
        where = "user_id = ? AND content IS NOT NULL ORDER BY created, device_key"
        return [
            _device(row)
            for row in self.database.rows(f"SELECT {_COLUMNS} FROM devices WHERE {where}", user_id)
        ]

    def put(self, device: Device) -> None:
        content = None if device.content is None else json.dumps(device.content)
        self.database.insert("devices", {**vars(device), "content": content}, replacing=True)

    def remove(self, device: Device) -> None:
        self.database.run("DELETE FROM devices WHERE device_key = ?", device.device_key)

    def forget_unconfirmed(self, user_id: int, until: float) -> None:
        """Those that were given a key until then and were never confirmed."""
        where = "user_id = ? AND content IS NULL AND created < ?"
        self.database.run(f"DELETE FROM devices WHERE {where}", user_id, until)


_COLUMNS = "device_key, user_id, group_key, created, content"


def _device(row: tuple[Any, ...]) -> Device:
    device_key, user_id, group_key, created, content = row
    return Device(device_key, user_id, group_key, created, json.loads(content) if content else None)
