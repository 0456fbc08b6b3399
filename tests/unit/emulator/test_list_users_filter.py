"""ListUsers' filter: it finds whom it means, and text that is no filter is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.operations.users import SEARCHABLE, list_users
from cognito_emulator.cognito.user_pool import UserPool
from tests.unit.emulator import own_pool

OWNER = Caller(own_pool.ACCOUNT, own_pool.REGION)
# what pytest captures is sent from process to process, which a lone surrogate cannot be
CHARACTERS = st.characters(exclude_categories=["Cs"])
VALUE = st.text(CHARACTERS, min_size=1, max_size=12)
# SQLite's substr() ends a text at its first NUL
WITHOUT_NUL = VALUE.filter(lambda value: "\0" not in value)


def quoted(value: str) -> str:
    """A value as it stands in a filter: between quotation marks, those inside escaped."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def people(**values: str) -> tuple[Cognito, UserPool]:
    """Users of these names, each with a value for the attribute `name`."""
    cognito = own_pool.cognito()
    pool = own_pool.pool(cognito.store)
    for username, value in values.items():
        own_pool.user(cognito.store, pool, username, {"name": value})
    return cognito, pool


def found(where: tuple[Cognito, UserPool], text: str, **more: Any) -> list[str]:
    cognito, pool = where
    request = {"UserPoolId": pool.id, "Filter": text, **more}
    answer = asyncio.run(list_users(cognito, request, OWNER))
    return [user["Username"] for user in answer["Users"]]


@given(VALUE, VALUE)
@example('"', "\\")
@example("a\n", "a")
@example("a\0b", "a\0c")
@example("%", "_")
def test_a_filter_finds_who_has_the_value_and_nobody_else(ana: str, ben: str) -> None:
    where = people(ana=ana, ben=ben)
    expected = [name for name, value in (("ana", ana), ("ben", ben)) if value == ana]
    assert found(where, f"name = {quoted(ana)}") == expected


@given(WITHOUT_NUL, WITHOUT_NUL, st.integers(0, 12))
@example("%x", "ax", 1)
def test_a_filter_by_prefix_finds_whose_value_begins_so_and_nobody_else(
    ana: str, ben: str, length: int
) -> None:
    where, prefix = people(ana=ana, ben=ben), ana[:length]
    expected = [name for name, value in (("ana", ana), ("ben", ben)) if value.startswith(prefix)]
    assert found(where, f"name ^= {quoted(prefix)}") == expected


@given(st.text(CHARACTERS, max_size=256) | st.from_regex(r'[\w:]{0,9} ?\^?=? ?"?.*"?', fullmatch=True))
@example('name = "')
@example('name = "a" and name = "b"')
@example('name = "\\"')
def test_text_that_is_no_filter_is_refused_and_breaks_nothing(text: str) -> None:
    where = people(ana="Ana")
    try:
        assert found(where, text) in ([], ["ana"])
    except AwsError as error:
        assert error.code == "InvalidParameterException"  # noqa: PT017 - a filter may be a good one too


@pytest.mark.parametrize("name", sorted(SEARCHABLE))
def test_every_searchable_attribute_can_be_searched_by(name: str) -> None:
    assert found(people(ana="Ana"), f'{name} = "x"') == []


@pytest.mark.parametrize("name", ["custom:plan", "password", "nickname"])
def test_no_other_attribute_can_be_searched_by(name: str) -> None:
    with pytest.raises(AwsError) as refused:
        found(people(ana="Ana"), f'{name} = "x"')
    assert refused.value.code == "InvalidParameterException"


def test_pages_of_a_search_together_are_the_whole_search() -> None:
    cognito, pool = people(**{f"user-{number:02}": "Ana" if number % 3 else "Ben" for number in range(20)})
    request: dict[str, Any] = {"UserPoolId": pool.id, "Filter": 'name = "Ana"', "Limit": 4}
    names: list[str] = []
    while True:
        answer = asyncio.run(list_users(cognito, request, OWNER))
        names += [user["Username"] for user in answer["Users"]]
        if "PaginationToken" not in answer:
            break
        request["PaginationToken"] = answer["PaginationToken"]
    assert names == [f"user-{number:02}" for number in range(20) if number % 3]
