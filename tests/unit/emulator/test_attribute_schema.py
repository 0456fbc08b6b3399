"""A pool's schema, held against whatever comes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.attribute_schema import (
    check_mutable,
    check_required,
    check_values,
    is_address,
    is_phone_number,
)

SCHEMA = {
    "email": {"AttributeDataType": "String", "Required": True, "Mutable": True},
    "sub": {"AttributeDataType": "String", "Required": True, "Mutable": False},
    "custom:nick": {
        "AttributeDataType": "String",
        "Mutable": True,
        "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "5"},
    },
    "custom:plan": {"AttributeDataType": "String", "Mutable": False},
    "custom:level": {
        "AttributeDataType": "Number",
        "Mutable": True,
        "NumberAttributeConstraints": {"MinValue": "-3", "MaxValue": "10"},
    },
    "custom:active": {"AttributeDataType": "Boolean", "Mutable": True},
    "custom:since": {"AttributeDataType": "DateTime", "Mutable": True},
}


def is_taken(name: str, value: str) -> bool:
    try:
        check_values(SCHEMA, {name: value})
    except AwsError as error:
        return error.code != "InvalidParameterException"
    return True


@given(st.text(min_size=1))
def test_a_string_is_taken_by_its_number_of_characters_alone(value: str) -> None:
    assert is_taken("custom:nick", value) == (2 <= len(value) <= 5)


@given(st.integers() | st.decimals(allow_nan=True, allow_infinity=True))
def test_a_number_is_taken_within_its_bounds_and_nothing_else_is(value: int | Decimal) -> None:
    within = Decimal(value).is_finite() and -3 <= value <= 10
    assert is_taken("custom:level", str(value)) == within


@given(st.text(min_size=1))
def test_no_value_breaks_the_check(value: str) -> None:
    for name in SCHEMA:
        is_taken(name, value)


@pytest.mark.parametrize("value", ["true", "false", "TRUE"])
def test_a_boolean_is_true_or_false(value: str) -> None:
    assert is_taken("custom:active", value)


@pytest.mark.parametrize("value", ["yes", "1", "truth"])
def test_no_other_word_is_a_boolean(value: str) -> None:
    assert not is_taken("custom:active", value)


@pytest.mark.parametrize("value", ["2026-01-31", "2026-01-31T10:00:00Z", "1767225600"])
def test_a_date_is_taken(value: str) -> None:
    assert is_taken("custom:since", value)


@pytest.mark.parametrize("value", ["yesterday", "2026-02-30", "10:00"])
def test_what_is_no_date_is_not(value: str) -> None:
    assert not is_taken("custom:since", value)


def test_an_unknown_attribute_is_named_in_awss_words() -> None:
    with pytest.raises(AwsError) as refused:
        check_values(SCHEMA, {"custom:unheard_of": "x", "nick": "y"})
    assert refused.value.message == (
        "Attributes did not conform to the schema: "
        "custom:unheard_of: Attribute does not exist in the schema.\n"
        "nick: Attribute does not exist in the schema.\n"
    )


def test_an_empty_value_takes_an_attribute_away_whatever_its_bounds() -> None:
    assert is_taken("custom:nick", "")
    assert is_taken("custom:level", "")


def test_a_required_attribute_needs_a_value_but_the_sub_is_the_pools_own() -> None:
    check_required(SCHEMA, {"email": "person@example.com"})
    for attributes in ({}, {"email": ""}):
        with pytest.raises(AwsError, match="email: The attribute is required"):
            check_required(SCHEMA, attributes)


def test_an_immutable_attribute_is_named() -> None:
    check_mutable(SCHEMA, ["email", "custom:nick"])
    with pytest.raises(AwsError, match=r"user\.custom:plan: Attribute cannot be updated"):
        check_mutable(SCHEMA, ["email", "custom:plan"])


@pytest.mark.parametrize("text", ["person@example.com", "o'neil+x@sub.example.com", "ä@example.com"])
def test_an_address_is_one(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["", "person", "person@", "@example.com", "a@b@example.com", "a b@example.com"]
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    ("text", "is_one"), [("+14325551212", True), ("4325551212", False), ("+1 432", False)]
)
def test_a_phone_number_is_a_plus_sign_and_digits(text: str, is_one: bool) -> None:
    assert is_phone_number(text) is is_one
