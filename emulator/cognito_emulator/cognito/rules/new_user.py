"""The rules for whoever comes into a pool, by sign-up or by an administrator: names and attributes.

Sources: "Customizing sign-in attributes" and "Working with user attributes" in the Cognito developer
guide. The wording of the refusals is AWS's, as amazon-cognito-identity-dart#73 and localstack/localstack#4465
quote it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.attribute_schema import is_address, is_phone_number
from cognito_emulator.cognito.user_pool import UserPool

_LABELS = {"email": "email", "phone_number": "phone number"}


@dataclass(frozen=True)
class NewUser:
    """A user to be: the Username that the pool will know them by, and the attributes that were given."""

    username: str
    attributes: Mapping[str, str]


def new_user(pool: UserPool, name: str, attributes: Mapping[str, str]) -> NewUser:
    """The user that a name and attributes make; AwsError (InvalidParameterException) for a name of the wrong
    kind.

    Where addresses are user names, the Username is a new UUID, equal to the sub, and the address an
    attribute.
    """
    if not pool.username_attributes:
        _refuse_alias_format(pool, name)
        return NewUser(name, attributes)
    attribute = _username_attribute(pool, name)
    given = attributes.get(attribute)
    if given and pool.folded(given) != pool.folded(name):
        message = (
            f"User {_LABELS[attribute]} should be empty or same as username, "
            f"since username attribute is {attribute}."
        )
        raise AwsError("InvalidParameterException", message)
    return NewUser(str(uuid.uuid4()), {**attributes, attribute: name})


def check_preferred_username(pool: UserPool, attributes: Mapping[str, str]) -> None:
    """Raise AwsError (InvalidParameterException) where somebody unconfirmed would sign in by another name."""
    if "preferred_username" in pool.alias_attributes and attributes.get("preferred_username"):
        raise AwsError(
            "InvalidParameterException", "Preferred username can't be provided for unconfirmed account."
        )


def name_taken(pool: UserPool, name: str, *, is_username: bool) -> AwsError:
    """AWS's answer to a new user whose user name, or an address in its stead, is somebody else's."""
    attribute = _username_attribute(pool, name) if pool.username_attributes else ""
    if is_username and not attribute:
        return AwsError("UsernameExistsException", "User already exists")
    return AwsError("UsernameExistsException", f"An account with the given {attribute} already exists.")


def _username_attribute(pool: UserPool, name: str) -> str:
    wanted = pool.username_attributes
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


def _refuse_alias_format(pool: UserPool, name: str) -> None:
    aliases = pool.alias_attributes
    if "email" in aliases and is_address(name):
        message = "Username cannot be of email format, since user pool is configured for email alias."
        raise AwsError("InvalidParameterException", message)
    if "phone_number" in aliases and is_phone_number(name):
        message = (
            "Username cannot be of phone number format, since user pool is configured for phone number alias."
        )
        raise AwsError("InvalidParameterException", message)
