"""People found for the engine's own pages: by a beginning or a part, sorted, in pages, by an index."""

from __future__ import annotations

import pytest

from cognito_emulator.cognito.store.people_search import PeopleSearch
from cognito_emulator.cognito.store.store import Store
from tests.unit.emulator import own_pool

PEOPLE = {
    "carol": {"email": "carol@example.com", "name": "Carol Shaw"},
    "Ada": {"email": "zeta@example.com", "name": "Ada Lovelace"},
    "bob": {"email": "bob_1@example.com", "name": "bob 100% Noyce"},
}


@pytest.fixture
def store() -> Store:
    store = Store.open()
    pool, other = own_pool.pool(store), own_pool.pool(store, "us-east-1_Another00")
    with store.database.transaction():
        for name, attributes in PEOPLE.items():
            own_pool.user(store, pool, name, attributes)
        own_pool.user(store, other, "ada of another pool", {"email": "ada@example.com"})
    return store


def names(store: Store, search: PeopleSearch, offset: int = 0, limit: int = 50) -> list[str]:
    found = store.people_searches.ids("us-east-1_Example00", search, offset, limit)
    return [user.username for user in store.users.with_ids(found)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["carol", "Ada", "bob"]),
        ("ada", ["Ada"]),
        ("CAROL@", ["carol"]),
        ("sub of b", ["bob"]),
        ("lovelace", []),
        ("bob_", ["bob"]),
        ("bobx", []),
        ("%", []),
        ("_", []),
    ],
)
def test_the_beginning_of_a_name_an_address_or_the_sub_finds_whom_it_begins(
    store: Store, text: str, found: list[str]
) -> None:
    assert names(store, PeopleSearch(text)) == found
    assert store.people_searches.count("us-east-1_Example00", PeopleSearch(text)) == len(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LOVE", ["Ada"]),
        ("example", ["carol", "Ada", "bob"]),
        ("100%", ["bob"]),
        ("b_1", ["bob"]),
        ("x_1", []),
    ],
)
def test_a_part_finds_whom_it_is_in(store: Store, text: str, found: list[str]) -> None:
    assert names(store, PeopleSearch(text, is_prefix=False)) == found


@pytest.mark.parametrize(
    ("sorted_by", "found"),
    [
        ("created", ["carol", "Ada", "bob"]),
        ("username", ["Ada", "bob", "carol"]),
        ("email", ["bob", "carol", "Ada"]),
        ("name", ["Ada", "bob", "carol"]),
    ],
)
def test_they_come_in_the_order_asked_for_or_its_opposite(
    store: Store, sorted_by: str, found: list[str]
) -> None:
    assert names(store, PeopleSearch(sorted_by=sorted_by)) == found
    assert names(store, PeopleSearch(sorted_by=sorted_by, descending=True)) == found[::-1]


def test_pages_put_together_are_everybody(store: Store) -> None:
    search = PeopleSearch(sorted_by="email")
    assert [names(store, search, offset, 1) for offset in range(4)] == [["bob"], ["carol"], ["Ada"], []]


def test_a_beginning_is_looked_up_in_the_index_of_values(store: Store) -> None:
    plans: list[str] = []
    store.database.connection.set_trace_callback(plans.append)
    store.people_searches.ids("us-east-1_Example00", PeopleSearch("zeta"), 0, 50)
    store.database.connection.set_trace_callback(None)
    (statement,) = plans
    steps = [row[3] for row in store.database.connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert any(
        "user_attributes_by_value (pool_id=? AND name=? AND value>? AND value<?)" in step for step in steps
    )
