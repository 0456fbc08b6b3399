"""The attributes of a user pool: the standard ones, and those of its owner.

Sources: SchemaAttributeType and CreateUserPool (Schema) in Cognito's API reference; "Working with user
attributes" and "Quotas in Amazon Cognito" in the developer guide. The words are AWS's, as CloudFormation's
users report them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from cognito_emulator.cognito.errors import AwsError, invalid_parameter
from cognito_emulator.cognito.rules.attribute_schema import LONGEST_VALUE, Schema

_MOST_CUSTOM = 50
_PREFIXES = ("custom:", "dev:")
_BOUNDS = {"String": "StringAttributeConstraints", "Number": "NumberAttributeConstraints"}
_STANDARD = (
    *("sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username"),
    *("profile", "picture", "website", "email", "email_verified", "gender", "birthdate", "zoneinfo"),
    *("locale", "phone_number", "phone_number_verified", "address", "updated_at", "identities"),
)


def new_schema(given: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The standard attributes, and what CreateUserPool says of them and of others. Raises AwsError."""
    schema = {name: _standard(name) for name in _STANDARD}
    for attribute in given:
        if attribute["Name"] in _STANDARD:
            schema[attribute["Name"]] = _changed(schema[attribute["Name"]], attribute)
            continue
        custom = _custom_attribute(attribute)
        if custom["Name"] in schema:
            raise invalid_parameter(
                f"Duplicate custom attribute names {custom['Name']} are not allowed in a user pool schema."
            )
        schema[custom["Name"]] = custom
    return schema


def with_custom_attributes(
    schema: Schema, added: Iterable[Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The schema and further attributes; AwsError (InvalidParameterException) for one that cannot be."""
    whole = dict(schema)
    for attribute in map(_custom_attribute, added):
        name = attribute["Name"]
        if name in whole:
            raise invalid_parameter(f"{name}: Existing attribute already has name {name}.")
        whole[name] = attribute
    if sum(name.startswith(_PREFIXES) for name in whole) > _MOST_CUSTOM:
        raise invalid_parameter(f"A user pool has at most {_MOST_CUSTOM} custom attributes.")
    return whole


def check_aliases(schema: Schema, aliases: Iterable[str]) -> None:
    """A preferred_username comes after the confirmation where it is an alias, so nobody could sign up."""
    if "preferred_username" in aliases and schema["preferred_username"].get("Required"):
        raise invalid_parameter("preferred_username cannot be both required and an alias.")


def _changed(standard: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    name, kind = standard["Name"], standard["AttributeDataType"]
    if given.get("AttributeDataType", kind) != kind or given.get("DeveloperOnlyAttribute"):
        raise invalid_parameter(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema "
            f"attribute {name}"
        )
    _check_bounds(name, kind, given)
    return {**standard, **given}


def _custom_attribute(attribute: Mapping[str, Any]) -> dict[str, Any]:
    """A custom attribute as it is described; AwsError for one that cannot be."""
    name = f"custom:{str(attribute['Name']).removeprefix('custom:')}"
    if attribute.get("DeveloperOnlyAttribute"):
        name = f"dev:{name}"
    if attribute.get("Required"):
        raise invalid_parameter("Required custom attributes are not supported currently.")
    kind = attribute.get("AttributeDataType", "String")
    _check_bounds(name, kind, attribute)
    described = {
        "Name": name,
        "AttributeDataType": kind,
        "DeveloperOnlyAttribute": bool(attribute.get("DeveloperOnlyAttribute")),
        "Mutable": attribute.get("Mutable", True),
        "Required": False,
    }
    if bounds := _BOUNDS.get(kind):
        described[bounds] = attribute.get(bounds) or {}
    return described


def _check_bounds(name: str, kind: str, attribute: Mapping[str, Any]) -> None:
    if kind == "String":
        bounds = attribute.get("StringAttributeConstraints") or {}
        shortest, longest = (_number(name, bounds.get(each)) for each in ("MinLength", "MaxLength"))
        if any(length is not None and not 0 <= length <= LONGEST_VALUE for length in (shortest, longest)):
            raise invalid_parameter(f"Attribute {name} has a length that is not from 0 to {LONGEST_VALUE}.")
        if shortest is not None and longest is not None and shortest > longest:
            raise invalid_parameter(f"Attribute {name} cannot have a max length shorter than it's min length")
    if kind == "Number":
        bounds = attribute.get("NumberAttributeConstraints") or {}
        least, most = (_number(name, bounds.get(each)) for each in ("MinValue", "MaxValue"))
        if least is not None and most is not None and least > most:
            raise invalid_parameter(f"Attribute {name} cannot have a max value smaller than it's min value")


def _number(name: str, text: str | None) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _no_number(name) from error
    if not number.is_finite():
        raise _no_number(name)
    return number


def _no_number(name: str) -> AwsError:
    return invalid_parameter(f"Attribute {name} has a constraint that is no number.")


def _standard(name: str) -> dict[str, Any]:
    """A standard attribute as a pool has it that says nothing of it."""
    attribute: dict[str, Any] = {
        "Name": name,
        "AttributeDataType": "String",
        "DeveloperOnlyAttribute": False,
        "Mutable": name != "sub",
        "Required": name == "sub",
    }
    if name.endswith("_verified"):
        attribute["AttributeDataType"] = "Boolean"
    elif name == "updated_at":
        attribute["AttributeDataType"] = "Number"
        attribute["NumberAttributeConstraints"] = {"MinValue": "0"}
    elif name == "sub":
        attribute["StringAttributeConstraints"] = {"MinLength": "1", "MaxLength": "2048"}
    elif name == "birthdate":
        attribute["StringAttributeConstraints"] = {"MinLength": "10", "MaxLength": "10"}
    elif name == "identities":
        attribute["StringAttributeConstraints"] = {}
    else:
        attribute["StringAttributeConstraints"] = {"MinLength": "0", "MaxLength": "2048"}
    return attribute
