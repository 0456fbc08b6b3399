"""People as somebody looks for them: by the beginning of a name, an address or the sub, or by a part of it.

ListUsers finds no part of anything and sorts nothing; this is for the engine's own pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.store.database import Database

SEARCHED = (
    *("sub", "email", "phone_number", "name", "given_name", "family_name", "preferred_username", "nickname"),
)
_OWN_COLUMNS = {"username": "username", "status": "status", "created": "id", "modified": "modified"}
SORTED_BY = ("created", "modified", "username", "status", "email", "name")
_PLACES = ", ".join("?" * len(SEARCHED))


@dataclass(frozen=True)
class PeopleSearch:
    """`text` is empty for everybody; letters of the ASCII alphabet are found in either case."""

    text: str = ""
    is_prefix: bool = True
    sorted_by: str = "created"
    descending: bool = False


@dataclass
class PeopleSearches:
    database: Database

    def ids(self, pool_id: str, search: PeopleSearch, offset: int, limit: int) -> list[int]:
        """The store's ids of those found, in the order asked for, from this place on."""
        condition, values = _condition(pool_id, search)
        joined, order = _order(search)
        rows = self.database.rows(
            f"SELECT users.id FROM users {joined} WHERE {condition} {order} LIMIT ? OFFSET ?",
            *(*values, limit, offset),
        )
        return [user_id for (user_id,) in rows]

    def count(self, pool_id: str, search: PeopleSearch) -> int:
        condition, values = _condition(pool_id, search)
        row = self.database.row(f"SELECT count(*) FROM users WHERE {condition}", *values)
        return int(row[0]) if row else 0


def _condition(pool_id: str, search: PeopleSearch) -> tuple[str, Sequence[Any]]:
    if not search.text:
        return "users.pool_id = ?", [pool_id]
    found, sought = _found(search)
    of_users = f"SELECT id FROM users WHERE pool_id = ? AND {found.format('username')}"
    of_attributes = (
        f"SELECT user_id FROM user_attributes WHERE pool_id = ? AND name IN ({_PLACES}) "
        f"AND {found.format('value')}"
    )
    condition = f"users.pool_id = ? AND users.id IN ({of_users} UNION {of_attributes})"
    return condition, [pool_id, pool_id, *sought, pool_id, *SEARCHED, *sought]


def _found(search: PeopleSearch) -> tuple[str, list[str]]:
    """A comparison with a place for the column; of a beginning it is one that the index of values answers."""
    if not search.is_prefix:
        return "instr(lower({}), lower(?)) > 0", [search.text]
    last = chr(0x10FFFF)  # behind every letter that may follow
    return "({0} COLLATE NOCASE >= ? AND {0} COLLATE NOCASE < ?)", [search.text, search.text + last]


def _order(search: PeopleSearch) -> tuple[str, str]:
    direction = "DESC" if search.descending else "ASC"
    column = _OWN_COLUMNS.get(search.sorted_by)
    if column == "id":
        return "", f"ORDER BY users.id {direction}"
    if column:
        return "", f"ORDER BY users.{column} COLLATE NOCASE {direction}, users.id"
    attribute = search.sorted_by if search.sorted_by in SORTED_BY else "email"
    joined = f"LEFT JOIN user_attributes shown ON shown.user_id = users.id AND shown.name = '{attribute}'"
    return joined, f"ORDER BY shown.value COLLATE NOCASE {direction}, users.id"
