"""The CSV file of users to be imported: its columns, and what a row has to say.

Source: "Importing users into user pools from a CSV file" in the Cognito developer guide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cognito_emulator.cognito.rules.attribute_schema import check_required, check_values
from cognito_emulator.cognito.user import VERIFIED_BY
from cognito_emulator.cognito.user_pool import UserPool

USERNAME, MFA = "cognito:username", "cognito:mfa_enabled"
LARGEST_FILE = 100 * 1024 * 1024
MOST_USERS = 500_000
LONGEST_ROW = 16_000
_NO_COLUMNS = frozenset({"sub", "identities"})
_COMMA = re.compile(r"(?<!\\),")
_BIRTHDATE = re.compile(r"(?P<month>\d{2})/(?P<day>\d{2})/(?P<year>\d{4})")


class FileError(Exception):
    """A file of which nobody can be imported."""


class RowError(Exception):
    """A row that is nobody who can be imported."""


def columns(pool: UserPool) -> list[str]:
    """GetCSVHeader's answer."""
    attributes = [name for name in pool.schema if name not in _NO_COLUMNS]
    return [*attributes, MFA, USERNAME]


def rows(pool: UserPool, content: bytes) -> list[str]:
    """The rows after the header, which are users. The header is the first of the answer. Raises FileError."""
    try:
        lines = [line for line in content.decode("utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise FileError("The file is not in UTF-8.") from error
    if not lines or sorted(_cells(lines[0])) != sorted(columns(pool)):
        raise FileError("The header of the file is not that of GetCSVHeader.")
    if len(lines) - 1 > MOST_USERS:
        raise FileError(f"The file has more than {MOST_USERS} users.")
    return lines


def user_in(pool: UserPool, header: str, row: str) -> tuple[str, dict[str, str]]:
    """The user name and the attributes of a row. Raises RowError, and AwsError for attributes that do not
    fit."""
    names, cells = _cells(header), _cells(row)
    if len(row) > LONGEST_ROW or len(cells) != len(names):
        raise RowError
    said = {name: value for name, value in zip(names, cells, strict=True) if value}
    username, mfa = said.pop(USERNAME, ""), said.pop(MFA, "").lower()
    attributes = {name: _value(name, value) for name, value in said.items()}
    if not username or re.search(r"\s", username):
        raise RowError
    _check_mfa(pool, mfa)
    _check_addresses(pool, attributes)
    check_values(pool.schema, attributes)
    check_required(pool.schema, {**attributes, **_address_as_name(pool, username)})
    return username, attributes


def _cells(row: str) -> list[str]:
    """A comma in a value stands after a backslash; blanks around a value do not count."""
    return [cell.replace("\\,", ",").strip() for cell in _COMMA.split(row)]


def _value(name: str, value: str) -> str:
    if name in VERIFIED_BY.values():
        return value.lower()
    birthdate = _BIRTHDATE.fullmatch(value) if name == "birthdate" else None
    return f"{birthdate['year']}-{birthdate['month']}-{birthdate['day']}" if birthdate else value


def _check_mfa(pool: UserPool, said: str) -> None:
    allowed: Mapping[str, Sequence[str]] = {"ON": ["true"], "OFF": ["false"]}
    if said not in allowed.get(pool.mfa, ["true", "false"]):
        raise RowError


def _check_addresses(pool: UserPool, attributes: Mapping[str, str]) -> None:
    """One of the addresses that the pool verifies is verified, and is there: or nobody could reset a
    password."""
    verified = [name for name, flag in VERIFIED_BY.items() if attributes.get(flag) == "true"]
    if any(not attributes.get(name) for name in verified) or not pool.auto_verified & set(verified):
        raise RowError


def _address_as_name(pool: UserPool, username: str) -> dict[str, str]:
    return dict.fromkeys(pool.username_attributes, username)
