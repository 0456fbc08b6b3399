"""Answers a page at a time: what a token of the next page says, and how a wrong one is answered."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from cognito_emulator.cognito.errors import invalid_parameter

_KIND = "after:"
_Item = TypeVar("_Item")
_LAST = 2**63 - 1  # that a row of the database can have


def token_of(position: str | int) -> str:
    """A token for what comes after this position."""
    return base64.urlsafe_b64encode(f"{_KIND}{position}".encode()).decode()


def position_of(token: str | None, default: Any) -> Any:
    """The position in a token, of the default's type; AwsError (InvalidParameterException) for no token."""
    if not token:
        return default
    try:
        said = base64.b64decode(token, altchars=b"-_", validate=True).decode()
        position = type(default)(said.partition(":")[2])
    except ValueError as error:
        raise invalid_parameter("Invalid pagination token given.") from error
    is_ours = token == token_of(position)
    if not is_ours or (isinstance(position, int) and not 0 <= position <= _LAST):
        raise invalid_parameter("Invalid pagination token given.")
    return position


def page_of(items: Sequence[_Item], start: int, limit: int) -> tuple[list[_Item], str | None]:
    """A page of what is all in memory, and the token of the next one."""
    page = list(items[start : start + limit])
    return page, token_of(start + limit) if start + limit < len(items) else None


def page_before(
    found: Sequence[_Item], limit: int, position: Callable[[_Item], str | int]
) -> tuple[list[_Item], str | None]:
    """A page of what was looked up with one item more than the limit, and the token of the next one."""
    page = list(found[:limit])
    return page, token_of(position(page[-1])) if page and len(found) > limit else None


def with_token(answer: dict[str, Any], name: str, token: str | None) -> dict[str, Any]:
    return {**answer, name: token} if token else answer
