"""A user's attributes held to the schema of the pool.

Sources: "Working with user attributes" in the Cognito developer guide; SchemaAttributeType in its API
reference; for the wording, AWS's answers as quoted in aws-amplify/amplify-flutter#509 and
aws-amplify/amplify-js#2167: a line for each attribute. No page gives the words for a value out of
bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cognito_emulator.cognito.errors import AwsError

Schema = Mapping[str, Mapping[str, Any]]

LONGEST_VALUE = 2048
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+[^@\s.]")
_PHONE_NUMBER = re.compile(r"\+[0-9]{1,15}")
_BIRTHDATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EPOCH = re.compile(r"[0-9]+")


def check_values(schema: Schema, attributes: Mapping[str, str]) -> None:
    """Raise AwsError (InvalidParameterException) unless every attribute is known and its value fits."""
    problems = [
        f"{name}: {problem}"
        for name, value in attributes.items()
        if (problem := _problem(schema, name, value))
    ]
    _refuse_if(problems)
    if attributes.get("email") and not is_address(attributes["email"]):
        raise AwsError("InvalidParameterException", "Invalid email address format.")
    if attributes.get("phone_number") and not is_phone_number(attributes["phone_number"]):
        raise AwsError("InvalidParameterException", "Invalid phone number format.")


def check_required(schema: Schema, attributes: Mapping[str, str]) -> None:
    """Raise AwsError (InvalidParameterException) when a required attribute has no value."""
    missing = [
        name for name, attribute in schema.items() if attribute.get("Required") and not attributes.get(name)
    ]
    _refuse_if(f"{name}: The attribute is required" for name in missing if name != "sub")


def check_mutable(schema: Schema, names: Iterable[str]) -> None:
    """Raise AwsError (InvalidParameterException) for an attribute that is written once, when its user is
    created.

    The wording is AWS's, as quoted in aws-amplify/amplify-js#3526 and aws-amplify/amplify-swift#3981.
    """
    for name in names:
        if not schema.get(name, {}).get("Mutable", True):
            raise AwsError("InvalidParameterException", f"user.{name}: Attribute cannot be updated.\n")


def is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def is_phone_number(text: str) -> bool:
    """A plus sign and up to 15 digits, as ITU-T E.164 has it."""
    return _PHONE_NUMBER.fullmatch(text) is not None


def _refuse_if(problems: Iterable[str]) -> None:
    lines = [f"{problem}\n" for problem in problems]
    if lines:
        message = "Attributes did not conform to the schema: " + "".join(lines)
        raise AwsError("InvalidParameterException", message)


def _problem(schema: Schema, name: str, value: str) -> str | None:
    attribute = schema.get(name)
    if attribute is None:
        return "Attribute does not exist in the schema."
    if not value:
        return None  # an empty value takes the attribute away
    check = _CHECKS.get(str(attribute.get("AttributeDataType")), _string_problem)
    return check(attribute, value) or _standard_problem(name, value)


def _string_problem(attribute: Mapping[str, Any], value: str) -> str | None:
    bounds = attribute.get("StringAttributeConstraints") or {}
    shortest, longest = int(bounds.get("MinLength") or 0), int(bounds.get("MaxLength") or LONGEST_VALUE)
    if len(value) < shortest:
        return f"String must be at least {shortest} characters long"
    if len(value) > longest:
        return f"String must be no longer than {longest} characters"
    return None


def _number_problem(attribute: Mapping[str, Any], value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Value must be a number"
    bounds = attribute.get("NumberAttributeConstraints") or {}
    if not number.is_finite():
        return "Value must be a number"
    if bounds.get("MinValue") and number < Decimal(bounds["MinValue"]):
        return f"Number must be at least {bounds['MinValue']}"
    if bounds.get("MaxValue") and number > Decimal(bounds["MaxValue"]):
        return f"Number must be no more than {bounds['MaxValue']}"
    return None


def _boolean_problem(_attribute: Mapping[str, Any], value: str) -> str | None:
    return None if value.lower() in ("true", "false") else "Value must be true or false"


def _date_problem(_attribute: Mapping[str, Any], value: str) -> str | None:
    if _EPOCH.fullmatch(value):
        return None
    try:
        datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return "Value must be a date and time"
    return None


def _standard_problem(name: str, value: str) -> str | None:
    if name == "birthdate" and not _BIRTHDATE.fullmatch(value):
        return "Value must be a date of the form YYYY-MM-DD"
    return None


_CHECKS = {
    "Boolean": _boolean_problem,
    "DateTime": _date_problem,
    "Number": _number_problem,
    "String": _string_problem,
}
