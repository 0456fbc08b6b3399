"""A file of people to seed a pool with: CSV with a header, or a JSON list of objects.

Columns, or members, are `username`, `password` and `groups` (in CSV with | between), all others attributes:
`username,password,groups,email,email_verified,custom:type`. `cognito:username`, as in AWS's import files, is
`username`. An empty cell says nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.state.errors import FileRefusedError
from cognito_emulator.strict_json import parsed

USERNAME, PASSWORD, GROUPS = "username", "password", "groups"
_OF_AWS = {"cognito:username": USERNAME, "cognito:mfa_enabled": ""}
_NAME_COLUMNS = ("email", "phone_number")
MOST_PEOPLE = 100_000


@dataclass(frozen=True)
class PersonRow:
    """`place` is where in the file somebody is: "Row 2" of a table, whose header is row 1, or "Person 1"."""

    place: str
    username: str = field(repr=False)
    password: str = field(repr=False)
    groups: tuple[str, ...]
    attributes: Mapping[str, str] = field(repr=False)


def people_in(content: bytes, pool: UserPool) -> list[PersonRow]:
    """Everybody in a file. Raises FileRefusedError for what is neither form, with the rows that are wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefusedError("The file is not in UTF-8. Save it as UTF-8, and seed again.") from error
    if not text.strip():
        raise FileRefusedError("The file is empty: a header and a row for each person, or a JSON list.")
    people = _of_json(text, pool) if text.lstrip()[0] in "[{" else _of_csv(text, pool)
    if not people:
        raise FileRefusedError("The file has nobody in it.")
    if len(people) > MOST_PEOPLE:
        raise FileRefusedError(f"The file has {len(people)} people; {MOST_PEOPLE} can be seeded at once.")
    return people


def _of_csv(text: str, pool: UserPool) -> list[PersonRow]:
    try:
        header, *rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise FileRefusedError(f"The file is no CSV: {error}.") from error
    names = [_OF_AWS.get(name.strip(), name.strip()) for name in header]
    if unknown := list(_unknown_names(header, pool, "Row 1")):
        raise FileRefusedError(*unknown)
    problems, people = [], []
    for number, cells in enumerate(rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            problems.append(f"Row {number}: it has {len(cells)} cells, and the header {len(names)}.")
            continue
        said = _said(names, cells)
        groups = tuple(filter(None, (group.strip() for group in said.pop(GROUPS, "").split("|"))))
        people.append(_person(f"Row {number}", said, groups, pool))
    if problems:
        raise FileRefusedError(*problems)
    return people


def _said(names: Iterable[str], cells: Iterable[str]) -> dict[str, str]:
    """What a row says; blanks around a value do not count, but in a password."""
    pairs = zip(names, cells, strict=True)
    values = {name: cell if name == PASSWORD else cell.strip() for name, cell in pairs if name}
    return {name: value for name, value in values.items() if value}


def _of_json(text: str, pool: UserPool) -> list[PersonRow]:
    try:
        content = parsed(text.encode())
    except ValueError as error:
        raise FileRefusedError(f"The file is no JSON: {error}.") from error
    if not isinstance(content, list):
        raise FileRefusedError('The file is no list of people: `[{"username": …}, …]` is needed.')
    placed = [(f"Person {number}", item) for number, item in enumerate(content, 1)]
    problems = [problem for place, item in placed for problem in _problems(place, item, pool)]
    if problems:
        raise FileRefusedError(*problems)
    return [_of_object(place, item, pool) for place, item in placed]


def _problems(place: str, item: object, pool: UserPool) -> Iterator[str]:
    if not isinstance(item, dict):
        yield f"{place}: an object is needed."
        return
    yield from _unknown_names(item, pool, place)
    groups = item.get(GROUPS) or []
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        yield f"{place}: groups is a list of texts."
    for name, value in item.items():
        if name != GROUPS and not isinstance(value, (str, int, float, type(None))):
            yield f"{place}: {name} is a text, a number, true or false."


def _of_object(place: str, item: Mapping[str, Any], pool: UserPool) -> PersonRow:
    said = {_OF_AWS.get(name, name): value for name, value in item.items() if value is not None}
    groups = said.pop(GROUPS, [])
    said.pop("", None)
    texts = {name: _as_text(value) for name, value in said.items()}
    return _person(place, {name: text for name, text in texts.items() if text}, tuple(groups), pool)


def _as_text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _person(place: str, said: dict[str, str], groups: tuple[str, ...], pool: UserPool) -> PersonRow:
    """Where addresses are user names, the one that is there is the name of somebody who has no other."""
    password = said.pop(PASSWORD, "")
    username = said.pop(USERNAME, "") or next(
        (said[name] for name in _NAME_COLUMNS if name in pool.username_attributes and name in said), ""
    )
    return PersonRow(place, username, password, groups, said)


def _unknown_names(names: Iterable[str], pool: UserPool, place: str) -> Iterator[str]:
    known = {USERNAME, PASSWORD, GROUPS, *_OF_AWS, *pool.schema} - {"sub"}
    for name in names:
        if name.strip() not in known:
            yield f"{place}: {name!r} is no attribute of this pool, nor username, password or groups."
