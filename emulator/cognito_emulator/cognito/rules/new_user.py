"""The rules for whoever comes into a pool, by sign-up or by an administrator: names and attributes.

Sources: "Customizing sign-in attributes" and "Working with user attributes" in the Cognito developer
guide. The wording of the refusals is AWS's, as MiniStack measured it and as
amazon-cognito-identity-dart#73 and localstack/localstack#4465 quote it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.ministack.pool_description import PoolDescription
from cognito_emulator.cognito.ministack.user_names import PoolNames
from cognito_emulator.cognito.rules.attribute_schema import is_address, is_phone_number

_LABELS = {"email": "email", "phone_number": "phone number"}


@dataclass(frozen=True)
class NewUser:
    """A user to be: the Username that the pool will know them by, and the attributes that were given."""

    username: str
    attributes: Mapping[str, str]


def new_user(description: PoolDescription, name: str, attributes: Mapping[str, str]) -> NewUser:
    """The user that a name and attributes make; AwsError (InvalidParameterException) for a name of the wrong
    kind.

    Where addresses are user names, the Username is a new UUID, equal to the sub, and the address an
    attribute.
    """
    if not description.username_attributes:
        _refuse_alias_format(description, name)
        return NewUser(name, attributes)
    attribute = _username_attribute(description, name)
    given = attributes.get(attribute)
    if given and description.folded(given) != description.folded(name):
        message = (
            f"User {_LABELS[attribute]} should be empty or same as username, "
            f"since username attribute is {attribute}."
        )
        raise AwsError("InvalidParameterException", message)
    return NewUser(str(uuid.uuid4()), {**attributes, attribute: name})


def check_names_are_free(description: PoolDescription, names: PoolNames, name: str, user: NewUser) -> None:
    """Raise AwsError (UsernameExistsException) when somebody signs in by one of the new user's names."""
    if names.is_taken(name):
        attribute = _username_attribute(description, name) if description.username_attributes else ""
        message = (
            f"An account with the given {attribute} already exists." if attribute else "User already exists"
        )
        raise AwsError("UsernameExistsException", message)
    for attribute in description.username_attributes:
        value = user.attributes.get(attribute)
        if value and names.is_taken(value):
            raise AwsError(
                "UsernameExistsException", f"An account with the given {attribute} already exists."
            )


def _username_attribute(description: PoolDescription, name: str) -> str:
    wanted = description.username_attributes
    if "email" in wanted and is_address(name):
        return "email"
    if "phone_number" in wanted and is_phone_number(name):
        return "phone_number"
    kinds = {
        frozenset({"email"}): "an email",
        frozenset({"phone_number"}): "a phone number",
    }
    kind = kinds.get(wanted, "either an email or a phone number")
    raise AwsError("InvalidParameterException", f"Username should be {kind}.")


def _refuse_alias_format(description: PoolDescription, name: str) -> None:
    aliases = description.alias_attributes
    if "email" in aliases and is_address(name):
        message = "Username cannot be of email format, since user pool is configured for email alias."
        raise AwsError("InvalidParameterException", message)
    if "phone_number" in aliases and is_phone_number(name):
        message = (
            "Username cannot be of phone number format, since user pool is configured for phone number alias."
        )
        raise AwsError("InvalidParameterException", message)
