"""A form of the hosted pages: everything that is wrong with it is said at once."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.cognito.hosted_ui.app_client import PageClient
from cognito_emulator.cognito.hosted_ui.form_check import missing, wrong
from cognito_emulator.cognito.hosted_ui.refusals import Refusal, in_one
from cognito_emulator.cognito.hosted_ui.sign_up_fields import Field, password_field, username_field
from cognito_emulator.cognito.service import UserPoolsService
from tests.unit.emulator import own_pool

STRONG = "Correct-horse-7-battery"
REQUIRED = [{"Name": "phone_number", "Required": True, "AttributeDataType": "String"}]


def client(**settings: Any) -> PageClient:
    cognito = own_pool.cognito()
    pool = own_pool.pool(cognito.store, **{"UsernameAttributes": ["email"], **settings})
    return PageClient(UserPoolsService(cognito), pool, own_pool.client(cognito.store, pool))


def fields(of: PageClient) -> list[Field]:
    again = Field("password_again", "Password again", "password", "new-password")
    phone = Field("phone_number", "Phone number", "tel", required=False)
    return [username_field(of), phone, password_field(of), again]


def refusals(of: PageClient, **values: str) -> dict[str | None, str]:
    found = wrong(of, fields(of), values)
    return {one.field: one.text for one in (found, *found.others)} if found else {}


def test_every_empty_field_is_named_at_once() -> None:
    of = client()
    assert refusals(of) == {
        "email": "Email address is needed.",
        "password": "Password is needed.",
        "password_again": "Password again is needed.",
    }


def test_every_wrong_field_is_named_at_once() -> None:
    found = refusals(client(), email="ada", phone_number="030", password="short", password_again="other")
    assert set(found) == {"email", "phone_number", "password", "password_again"}
    assert "email address" in found["email"]
    assert "begins with +" in found["phone_number"]
    assert found["password_again"] == "The two passwords are not the same."


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("Aa1-567", "This password still needs 1 more character."),
        ("Aa1-", "This password still needs 4 more characters."),
        ("abc", "This password still needs 5 more characters, an upper-case letter, a digit and a symbol."),
        ("ABCDEFG1-", "This password still needs a lower-case letter."),
        (" Aa1bcdef ", "This password still needs a symbol."),
    ],
)
def test_a_password_is_told_how_many_characters_and_which_kinds_it_lacks(password: str, text: str) -> None:
    found = refusals(client(), email="ada@example.com", password=password, password_again=password)
    assert found == {"password": text}


def test_the_pools_own_policy_says_how_long() -> None:
    policy = {"PasswordPolicy": {"MinimumLength": 30}}
    found = refusals(client(Policies=policy), email="ada@example.com", password=STRONG, password_again=STRONG)
    assert found == {"password": f"This password still needs {30 - len(STRONG)} more characters."}


def test_nothing_is_wrong_with_a_good_form() -> None:
    of = client()
    values = {"email": "ada@example.com", "password": STRONG, "password_again": STRONG}
    assert wrong(of, fields(of), values) is None
    assert missing(fields(of), values) is None


def test_where_an_address_or_a_number_is_the_name_the_pool_says_which() -> None:
    of = client(UsernameAttributes=["email", "phone_number"])
    assert refusals(of, email="+493012345", password=STRONG, password_again=STRONG) == {}


def test_the_first_wrong_field_of_the_page_is_the_one_to_go_to() -> None:
    refused = in_one([Refusal("b", "x"), Refusal("c", "y"), Refusal("b", "z")])
    assert refused
    assert refused.first_of(["a", "b", "c"]) == "b"
    assert (refused.about("b"), refused.about("c"), refused.about("a")) == ("x", "y", "")
    assert Refusal(None, "all of it").first_of(["a", "b"]) == "a"
    assert in_one([]) is None
