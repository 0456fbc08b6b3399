"""What is wrong with a form before anything is asked: every field at once, and not one after another.

The pool's own rules decide, as they do in the API, which is asked only where nothing is wrong here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui.app_client import PageClient
from cognito_emulator.cognito.hosted_ui.refusals import (
    OTHER_PASSWORD,
    Refusal,
    in_one,
    password_refusal,
    refusal_of,
)
from cognito_emulator.cognito.hosted_ui.sign_up_fields import PASSWORD, PASSWORD_AGAIN, Field
from cognito_emulator.cognito.rules.attribute_schema import check_values, is_address, is_phone_number
from cognito_emulator.cognito.rules.password_policy import lacks


def missing(fields: Sequence[Field], values: Mapping[str, str]) -> Refusal | None:
    """The required fields that are empty."""
    return in_one(_missing(fields, values))


def wrong(client: PageClient, fields: Sequence[Field], values: Mapping[str, str]) -> Refusal | None:
    """The fields that are empty, or whose value the pool would refuse whoever the person is."""
    return in_one([*_missing(fields, values), *_refused(client, fields, values)])


def _missing(fields: Sequence[Field], values: Mapping[str, str]) -> list[Refusal]:
    return [
        Refusal(one.name, f"{one.label} is needed.")
        for one in fields
        if one.required and not values.get(one.name)
    ]


def _refused(client: PageClient, fields: Sequence[Field], values: Mapping[str, str]) -> Iterator[Refusal]:
    for field in fields:
        value = values.get(field.name, "")
        refusal = _of_field(client, field, value, values) if value else None
        if refusal:
            yield refusal


def _of_field(client: PageClient, field: Field, value: str, values: Mapping[str, str]) -> Refusal | None:
    if field.name == PASSWORD:
        return password_refusal(lacks(client.pool.settings, value))
    if field.name == PASSWORD_AGAIN:
        return Refusal(field.name, OTHER_PASSWORD) if value != values.get(PASSWORD) else None
    if field.name == client.username_attribute and len(client.pool.username_attributes) > 1:
        return None  # an address or a number: which, the pool says
    if field.name in client.pool.schema:
        return _of_attribute(client, field, value)
    return None


def _of_attribute(client: PageClient, field: Field, value: str) -> Refusal | None:
    if field.name == "email" and not is_address(value):
        return Refusal(field.name, "This is no email address; ada@example.com would be one.")
    if field.name == "phone_number" and not is_phone_number(value):
        return Refusal(field.name, "This is no phone number; it begins with + and the country: +493012345.")
    try:
        check_values(client.pool.schema, {field.name: value})
    except AwsError as error:
        return Refusal(field.name, refusal_of(error, field.name, field.label, [field.name]).text)
    return None
