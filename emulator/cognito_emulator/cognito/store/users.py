"""Users, their attributes, and the names that they sign in by: each name has one owner."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.rules.password_history import LONGEST
from cognito_emulator.cognito.store.database import Database
from cognito_emulator.cognito.user import EXTERNAL_PROVIDER, VERIFIED_BY, User
from cognito_emulator.cognito.user_pool import UserPool

_COLUMNS = "id, pool_id, username, status, enabled, created, modified, password, password_set, factors"


@dataclass(frozen=True)
class Search:
    """What ListUsers looks for: an attribute, `username`, `status` or `cognito:user_status`, and a value."""

    name: str
    value: str
    is_prefix: bool


@dataclass
class Users:
    database: Database

    def get(self, user_id: int) -> User | None:
        row = self.database.row(f"SELECT {_COLUMNS} FROM users WHERE id = ?", user_id)
        return self._user(row) if row else None

    def signs_in_by(self, pool: UserPool, name: str) -> User | None:
        """Whoever signs in by this name: user name, address in its stead, active alias."""
        where = "pool_id = ? AND name = ?"
        row = self.database.row(
            f"SELECT user_id FROM sign_in_names WHERE {where}", pool.id, pool.folded(name)
        )
        return self.get(row[0]) if row else None

    def named(self, pool: UserPool, name: str) -> User | None:
        """As `signs_in_by`, for administrators, who may name a user by the sub too."""
        return self.signs_in_by(pool, name) or self.by_sub(pool, name)

    def by_sub(self, pool: UserPool, sub: str) -> User | None:
        where = "pool_id = ? AND name = 'sub' AND value = ? COLLATE NOCASE"
        row = self.database.row(f"SELECT user_id FROM user_attributes WHERE {where}", pool.id, sub)
        return self.get(row[0]) if row else None

    def owner(self, pool: UserPool, name: str) -> int | None:
        """The id of whoever signs in by this name."""
        where = "pool_id = ? AND name = ?"
        row = self.database.row(
            f"SELECT user_id FROM sign_in_names WHERE {where}", pool.id, pool.folded(name)
        )
        return int(row[0]) if row else None

    def add(
        self,
        pool: UserPool,
        username: str,
        attributes: Mapping[str, str],
        *,
        status: str,
        password: bytes | None,
        now: float,
    ) -> User:
        """A new user. sqlite3.IntegrityError where somebody has one of the names: look before."""
        user_id = self.database.insert(
            "users",
            {
                "pool_id": pool.id,
                "username": username,
                "status": status,
                "enabled": 1,
                "password": password,
                "password_set": now if password else None,
                "factors": "{}",
                "created": now,
                "modified": now,
            },
        )
        for name, value in attributes.items():
            self._put_attribute(pool.id, user_id, name, value)
        user = User(user_id, pool.id, username, status, True, dict(attributes), now, now, password, now, {})
        self._name(pool, user)
        return user

    def set_attributes(self, pool: UserPool, user: User, changes: Mapping[str, str], now: float) -> User:
        """Change attributes; an empty value takes one away. The user as they are then."""
        for name, value in changes.items():
            if value:
                self._put_attribute(pool.id, user.id, name, value)
            else:
                self.database.run("DELETE FROM user_attributes WHERE user_id = ? AND name = ?", user.id, name)
        self.database.run("UPDATE users SET modified = ? WHERE id = ?", now, user.id)
        changed = self.get(user.id)
        if changed is None:
            raise LookupError("The user is gone.")
        if changes.keys() & _NAMING:
            self.database.run("DELETE FROM sign_in_names WHERE user_id = ?", user.id)
            self._name(pool, changed)
        return changed

    def set_status(self, user: User, status: str, now: float) -> None:
        self.database.run("UPDATE users SET status = ?, modified = ? WHERE id = ?", status, now, user.id)

    def set_enabled(self, user: User, *, enabled: bool, now: float) -> None:
        self.database.run(
            "UPDATE users SET enabled = ?, modified = ? WHERE id = ?", int(enabled), now, user.id
        )

    def former_passwords(self, user: User, most: int) -> list[bytes]:
        """As they are kept, the last one first."""
        where = "user_id = ? ORDER BY id DESC LIMIT ?"
        rows = self.database.rows(f"SELECT password FROM former_passwords WHERE {where}", user.id, most)
        return [password for (password,) in rows]

    def set_password(self, user: User, password: bytes, status: str, now: float) -> None:
        """The one before becomes a former one."""
        self.database.run(
            "INSERT INTO former_passwords (user_id, password) "
            "SELECT id, password FROM users WHERE id = ? AND password IS NOT NULL",
            user.id,
        )
        kept = "SELECT id FROM former_passwords WHERE user_id = ? ORDER BY id DESC LIMIT ?"
        self.database.run(
            f"DELETE FROM former_passwords WHERE user_id = ? AND id NOT IN ({kept})",
            *(user.id, user.id, LONGEST),
        )
        self.database.run(
            "UPDATE users SET password = ?, password_set = ?, status = ?, modified = ? WHERE id = ?",
            *(password, now, status, now, user.id),
        )

    def forget_password(self, user: User, now: float) -> None:
        """Let nobody sign in by it any more."""
        self.database.run("UPDATE users SET password = NULL, modified = ? WHERE id = ?", now, user.id)

    def set_factors(self, user: User, factors: Mapping[str, Any], now: float) -> None:
        """Second factors: what `authentication` keeps of them."""
        self.database.run(
            "UPDATE users SET factors = ?, modified = ? WHERE id = ?", json.dumps(factors), now, user.id
        )

    def set_all(
        self,
        user: User,
        *,
        enabled: bool,
        password_set: float | None,
        factors: Mapping[str, Any],
        modified: float,
    ) -> None:
        """As somebody was elsewhere."""
        self.database.run(
            "UPDATE users SET enabled = ?, password_set = ?, factors = ?, modified = ? WHERE id = ?",
            *(int(enabled), password_set, json.dumps(factors), modified, user.id),
        )

    def remove(self, user: User) -> None:
        """Remove somebody with all names, groups, codes and tokens."""
        self.database.run("DELETE FROM users WHERE id = ?", user.id)
        for table in ("challenges", "wrong_passwords", "requests"):
            self.database.run(
                f"DELETE FROM {table} WHERE pool_id = ? AND username = ?", user.pool_id, user.username
            )

    def remove_everybody(self, pool_id: str) -> int:
        """How many they were."""
        for table in ("challenges", "wrong_passwords", "requests", "simulated_codes"):
            self.database.run(f"DELETE FROM {table} WHERE pool_id = ?", pool_id)
        return self.database.run("DELETE FROM users WHERE pool_id = ?", pool_id)

    def page(self, pool: UserPool, search: Search | None, after: int, limit: int) -> list[User]:
        """Users from the one after this id on, the oldest first."""
        condition, values = _condition(pool, search)
        rows = self.database.rows(
            f"SELECT {_COLUMNS} FROM users WHERE pool_id = ? AND id > ? {condition} ORDER BY id LIMIT ?",
            *(pool.id, after, *values, limit),
        )
        return self._users(rows)

    def with_ids(self, ids: Sequence[int]) -> list[User]:
        """Those who are there still, in the order of the ids."""
        places = ", ".join("?" * len(ids))
        rows = self.database.rows(f"SELECT {_COLUMNS} FROM users WHERE id IN ({places})", *ids)
        found = {user.id: user for user in self._users(rows)}
        return [found[user_id] for user_id in ids if user_id in found]

    def _users(self, rows: Sequence[tuple[Any, ...]]) -> list[User]:
        found: dict[int, dict[str, str]] = {row[0]: {} for row in rows}
        places = ", ".join("?" * len(found))
        for user_id, name, value in self.database.rows(
            f"SELECT user_id, name, value FROM user_attributes WHERE user_id IN ({places})", *found
        ):
            found[user_id][name] = value
        return [_user(row, found[row[0]]) for row in rows]

    def _user(self, row: tuple[Any, ...]) -> User:
        attributes = self.database.rows("SELECT name, value FROM user_attributes WHERE user_id = ?", row[0])
        return _user(row, dict(attributes))

    def _put_attribute(self, pool_id: str, user_id: int, name: str, value: str) -> None:
        row = {"user_id": user_id, "pool_id": pool_id, "name": name, "value": value}
        self.database.insert("user_attributes", row, replacing=True)

    def _name(self, pool: UserPool, user: User) -> None:
        # whom a provider signs in has an address that is no name here: somebody else may sign in by it
        attributes = {} if user.status == EXTERNAL_PROVIDER else user.attributes
        for name in dict.fromkeys(names_of(pool, user.username, attributes)):
            self.database.insert("sign_in_names", {"pool_id": pool.id, "name": name, "user_id": user.id})


_NAMING = frozenset({"email", "phone_number", "preferred_username", *VERIFIED_BY.values()})


def names_of(pool: UserPool, username: str, attributes: Mapping[str, str]) -> Iterable[str]:
    """What a user signs in by, folded. An alias is one when it is verified.

    Source: "Customizing sign-in attributes" in the Cognito developer guide.
    """
    yield pool.folded(username)
    for attribute in pool.username_attributes:
        if attributes.get(attribute):
            yield pool.folded(attributes[attribute])
    for attribute in pool.alias_attributes:
        is_active = attributes.get(VERIFIED_BY.get(attribute, attribute), "false") != "false"
        if attributes.get(attribute) and is_active:
            yield pool.folded(attributes[attribute])


def _condition(pool: UserPool, search: Search | None) -> tuple[str, list[Any]]:
    if search is None:
        return "", []
    if search.name == "cognito:user_status":
        return _compared("status", search.value.upper(), is_prefix=search.is_prefix)
    if search.name == "status":
        enabled = {"enabled": 1, "disabled": 0}.get(search.value.lower(), -1)
        return "AND enabled = ?", [enabled]
    if search.name == "username":
        return _compared("username", search.value, is_prefix=search.is_prefix)
    collation = "" if pool.is_case_sensitive else "COLLATE NOCASE"
    compared, values = _compared("value", search.value, is_prefix=search.is_prefix, collation=collation)
    narrowed = "" if search.is_prefix else "AND value = ? COLLATE NOCASE"
    found = f"SELECT user_id FROM user_attributes WHERE pool_id = ? AND name = ? {narrowed} {compared}"
    also = [] if search.is_prefix else [search.value]
    return f"AND id IN ({found})", [pool.id, search.name, *also, *values]


def _compared(column: str, value: str, *, is_prefix: bool, collation: str = "") -> tuple[str, list[Any]]:
    if is_prefix:
        return f"AND substr({column}, 1, ?) = ? {collation}", [len(value), value]
    return f"AND {column} = ? {collation}", [value]


def _user(row: tuple[Any, ...], attributes: Mapping[str, str]) -> User:
    user_id, pool_id, username, status, enabled, created, modified, password, password_set, factors = row
    ordered = {"sub": attributes["sub"], **attributes}
    return User(
        *(user_id, pool_id, username, status, bool(enabled), ordered, created, modified),
        *(password, password_set, json.loads(factors)),
    )
