"""The fields of the sign-up page: what the schema requires, and the custom ones that the client may write."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.hosted_ui.app_client import PageClient
from cognito_emulator.cognito.hosted_ui.refusals import KINDS

USERNAME = "username"
PASSWORD = "password"  # noqa: S105 - a field's name
PASSWORD_AGAIN = "password_again"  # noqa: S105 - a field's name
_CUSTOM = "custom:"
# label, input type, autocomplete: OpenID Connect's standard claims, HTML's names for them
_STANDARD = {
    "address": ("Postal address", "text", "street-address"),
    "birthdate": ("Date of birth", "date", "bday"),
    "email": ("Email address", "email", "email"),
    "family_name": ("Family name", "text", "family-name"),
    "gender": ("Gender", "text", "sex"),
    "given_name": ("Given name", "text", "given-name"),
    "locale": ("Language", "text", "language"),
    "middle_name": ("Middle name", "text", "additional-name"),
    "name": ("Full name", "text", "name"),
    "nickname": ("Nickname", "text", "nickname"),
    "phone_number": ("Phone number", "tel", "tel"),
    "picture": ("Link to your picture", "url", "photo"),
    "preferred_username": ("Display name", "text", "nickname"),
    "profile": ("Link to your profile", "url", "url"),
    "website": ("Website", "url", "url"),
    "zoneinfo": ("Time zone", "text", "off"),
}
_INPUT_OF_TYPE = {"Number": "number", "DateTime": "date"}


@dataclass(frozen=True)
class Suggestion:
    value: str
    description: str


@dataclass(frozen=True)
class Field:
    """`name` is the attribute's, and the form's; of the suggestions one may be taken, or none.

    Of `choices`, by value and label, one has to be taken.
    """

    name: str
    label: str
    kind: str = "text"
    autocomplete: str = "off"
    required: bool = True
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


async def sign_up_fields(client: PageClient) -> list[Field]:
    """In the order of the page: who one is, what else is asked, the password."""
    schema = client.pool.settings.get("SchemaAttributes") or []
    names = set(client.settings.get("WriteAttributes") or [])
    identity = username_field(client)
    asked = [attribute for attribute in schema if _is_asked(attribute, names)]
    others = [await _field(client, attribute) for attribute in asked if attribute["Name"] != identity.name]
    return [identity, *others, password_field(client)]


async def attribute_fields(client: PageClient, names: Collection[str]) -> list[Field]:
    """Fields for these attributes, in the schema's order."""
    schema = client.pool.settings.get("SchemaAttributes") or []
    return [await _field(client, attribute) for attribute in schema if attribute["Name"] in names]


def username_field(client: PageClient) -> Field:
    """What a person signs in with: an attribute such as the e-mail address, or a name of their choice."""
    attribute = client.username_attribute
    if attribute is None:
        return Field(USERNAME, "User name", autocomplete="username")
    label, kind, _ = _STANDARD[attribute]
    return Field(attribute, label, kind, autocomplete="username")


def password_field(client: PageClient, name: str = PASSWORD, label: str = "Password") -> Field:
    """A password that is to be made, with the pool's rules as its hint."""
    return Field(name, label, "password", "new-password", hint=_password_rules(client.password_policy))


def _is_asked(attribute: dict[str, Any], writable: set[str]) -> bool:
    name = attribute["Name"]
    if name.startswith(_CUSTOM):
        return name in writable
    return name in _STANDARD and bool(attribute.get("Required"))


async def _field(client: PageClient, attribute: dict[str, Any]) -> Field:
    name = attribute["Name"]
    required = bool(attribute.get("Required"))
    if name in _STANDARD:
        label, kind, autocomplete = _STANDARD[name]
        return Field(name, label, kind, autocomplete, required)
    kind = _INPUT_OF_TYPE.get(attribute.get("AttributeDataType", ""), "text")
    suggestions = await _groups(client) if _may_name_a_group(attribute) else ()
    return Field(name, _label(name), kind, required=required, suggestions=suggestions)


def _may_name_a_group(attribute: dict[str, Any]) -> bool:
    """Whether it is written once, at sign-up: nobody gives groups by what people may change of themselves."""
    return attribute.get("AttributeDataType") == "String" and attribute.get("Mutable") is False


async def _groups(client: PageClient) -> tuple[Suggestion, ...]:
    """The pool's groups, the least powerful first: the lower the precedence, the more it counts."""
    groups = (await client.ask_pool("ListGroups", Limit=60))["Groups"]
    groups.sort(key=lambda group: (-group.get("Precedence", 1_000_000), group["GroupName"]))
    return tuple(Suggestion(group["GroupName"], group.get("Description") or "") for group in groups)


def _label(name: str) -> str:
    words = name.removeprefix(_CUSTOM).replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def _password_rules(policy: dict[str, Any]) -> str:
    wanted = [text for name, text in KINDS.items() if policy.get(name)]
    length = f"At least {policy.get('MinimumLength', 8)} characters"
    if not wanted:
        return f"{length}."
    *first, last = wanted
    return f"{length}, with {', '.join(first)} and {last}." if first else f"{length}, with {last}."
