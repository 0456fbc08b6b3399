"""Files of people to seed a pool with: what is wrong is named by its row."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.cognito.store.store import Store
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.state.errors import FileRefusedError
from cognito_emulator.state.people_file import people_in
from tests.unit.emulator import own_pool


def pool(**settings: Any) -> UserPool:
    return own_pool.pool(Store.open(), **settings)


def refused(content: bytes) -> tuple[str, ...]:
    with pytest.raises(FileRefusedError) as error:
        people_in(content, pool())
    return error.value.problems


def test_a_table_has_a_person_in_each_row_that_is_not_empty() -> None:
    text = 'username, password ,groups,email\nada, x y ,"A|B ",ada@example.com\n\n"bob, jr",,,\n'
    ada, bob = people_in(text.encode("utf-8-sig"), pool())
    assert (ada.place, ada.username, ada.password, ada.groups) == ("Row 2", "ada", " x y ", ("A", "B"))
    assert ada.attributes == {"email": "ada@example.com"}
    assert (bob.place, bob.username, bob.password, bob.groups, bob.attributes) == (
        "Row 4",
        "bob, jr",
        "",
        (),
        {},
    )


def test_a_list_has_a_person_in_each_object() -> None:
    (ada,) = people_in(
        b'[{"username": "ada", "groups": ["A"], "email_verified": true, "name": null}]', pool()
    )
    assert (ada.place, ada.groups, ada.attributes) == ("Person 1", ("A",), {"email_verified": "true"})


def test_the_header_of_awss_own_import_files_is_understood() -> None:
    (ada,) = people_in(b"cognito:username,cognito:mfa_enabled,email\nada,false,a@example.com\n", pool())
    assert (ada.username, ada.attributes) == ("ada", {"email": "a@example.com"})


def test_an_address_is_the_name_of_somebody_without_another_where_it_may_be_one() -> None:
    (ada,) = people_in(b"email\nada@example.com\n", pool(UsernameAttributes=["email"]))
    assert ada.username == "ada@example.com"
    (ada,) = people_in(b"email\nada@example.com\n", pool())
    assert ada.username == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b" \n", "The file is empty"),
        (b"\xff\xfe", "The file is not in UTF-8."),
        (b"username,email\n", "The file has nobody in it."),
        (b"[]", "The file has nobody in it."),
        (b"[{", "The file is no JSON"),
        (b'{"username": "ada"}', "The file is no list of people"),
        (b'username\n"ada', "The file is no CSV"),
        (b"username,sub\nada,1\n", "Row 1: 'sub' is no attribute of this pool"),
        (b"username,shoe_size\nada,42\n", "Row 1: 'shoe_size' is no attribute of this pool"),
        (b"username,email\nada\n", "Row 2: it has 1 cells, and the header 2."),
        (b'["ada"]', "Person 1: an object is needed."),
        (b'[{"username": "a"}, {"shoe_size": 42}]', "Person 2: 'shoe_size' is no attribute"),
        (b'[{"groups": "A"}]', "Person 1: groups is a list of texts."),
        (b'[{"name": {"first": "Ada"}}]', "Person 1: name is a text, a number, true or false."),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(content: bytes, words: str) -> None:
    assert words in refused(content)[0]


def test_every_wrong_row_is_named() -> None:
    assert len(refused(b"username,email\nada\nbob,b@example.com\ncarol\n")) == 2
