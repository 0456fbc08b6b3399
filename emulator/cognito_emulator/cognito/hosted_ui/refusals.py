"""Errors of the user pools API as sentences for a person, and the field that each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.password_policy import PasswordLacks

CODE = "code"
_OF_A_FUNCTION = re.compile(r"^(?P<trigger>\w+) failed with error (?P<reason>.*?)\.?$", re.DOTALL)
_OF_PASSWORD = re.compile(r"^Password did not conform with policy: (?P<reason>.*?)\.?$", re.DOTALL)
_OF_SCHEMA = re.compile(r"^Attributes did not conform to the schema: (?P<reason>.*?)\.?$", re.DOTALL)


@dataclass(frozen=True)
class Refusal:
    """`field` is None where the whole form is refused; `others` are those of other fields."""

    field: str | None
    text: str
    others: tuple[Refusal, ...] = ()

    def about(self, field: str) -> str:
        """What is wrong with a field; empty for nothing."""
        return next((one.text for one in (self, *self.others) if one.field == field), "")

    def first_of(self, names: Sequence[str]) -> str:
        """The first field of a page that something is wrong with; the first of all where nothing is."""
        return next((name for name in names if self.about(name)), names[0])


def in_one(refusals: Iterable[Refusal]) -> Refusal | None:
    """All of them as one, a field's first; None for none."""
    by_field: dict[str | None, Refusal] = {}
    for one in refusals:
        by_field.setdefault(one.field, one)
    first, *others = by_field.values() or (None,)
    return replace(first, others=tuple(other for other in others if other)) if first else None


_BY_CODE = {
    "UsernameExistsException": ("username", "There is an account with this {username} already."),
    "AliasExistsException": ("username", "Another account uses this {username} already."),
    "UserNotFoundException": ("username", "There is no account with this {username}."),
    "CodeMismatchException": (CODE, "This is not the right code. Use the one in the newest mail."),
    "ExpiredCodeException": (CODE, "This code is no longer good. Ask for a new one below."),
    "CodeDeliveryFailureException": (
        None,
        "The mail with your code could not be sent. Try again in a minute.",
    ),
    "LimitExceededException": (None, "That was tried too often. Wait a while, then try again."),
    "TooManyFailedAttemptsException": (None, "That was tried too often. Wait a while, then try again."),
    "TooManyRequestsException": (None, "The service is busy. Try again in a minute."),
    "UnexpectedLambdaException": (None, "A part of the service did not answer. Try again in a minute."),
    "InvalidLambdaResponseException": (
        None,
        "A part of the service answered wrongly. Try again in a minute.",
    ),
}

OTHER_PASSWORD = "The two passwords are not the same."  # noqa: S105 - what is said of two
KINDS = {
    "RequireLowercase": "a lower-case letter",
    "RequireUppercase": "an upper-case letter",
    "RequireNumbers": "a digit",
    "RequireSymbols": "a symbol",
}
_LACKS = {
    "long": "more characters",  # AWS: "Password not long enough"
    "lowercase": "a lower-case letter",
    "uppercase": "an upper-case letter",
    "numeric": "a digit",
    "symbol": "a symbol",
}


def refusal_of(error: AwsError, username: str, username_label: str, fields: Iterable[str]) -> Refusal:
    """`username` is the name of the field that names the user; `fields` are the names of all on the page."""
    if error.code in _BY_CODE:
        field, text = _BY_CODE[error.code]
        named = username if field == "username" else field
        return _on_the_page(named, text.format(username=username_label.lower()), fields)
    if match := _OF_PASSWORD.match(error.message):
        return _on_the_page("password", _about_password(match["reason"]), fields)
    if match := _OF_A_FUNCTION.match(error.message):
        return Refusal(_named_in(match["reason"], fields), _sentence(match["reason"]))
    if match := _OF_SCHEMA.match(error.message):
        return Refusal(_named_in(match["reason"], fields), _sentence(match["reason"]))
    return Refusal(_named_in(error.message, fields), _sentence(error.message))


def password_refusal(lacking: PasswordLacks) -> Refusal | None:
    """What a new password still needs, by how many characters; None for one that the pool takes."""
    characters = [f"{lacking.characters} more character{'s' if lacking.characters > 1 else ''}"]
    needed = [*(characters if lacking.characters else []), *(KINDS[kind] for kind in lacking.kinds)]
    return Refusal("password", f"This password still needs {_listed(needed)}.") if needed else None


def _about_password(reason: str) -> str:
    """What it lacks; in the engine's words where they are none of those known."""
    lacks = list(dict.fromkeys(text for word, text in _LACKS.items() if word in reason.lower()))
    return f"This password still needs {_listed(lacks)}." if lacks else _sentence(reason)


def _listed(texts: list[str]) -> str:
    *first, last = texts
    return f"{', '.join(first)} and {last}" if first else last


def _on_the_page(field: str | None, text: str, fields: Iterable[str]) -> Refusal:
    return Refusal(field if field in set(fields) else None, text)


def _named_in(text: str, fields: Iterable[str]) -> str | None:
    """The field whose attribute the text names, the longest name first: `name` is part of `nickname`."""
    for field in sorted(fields, key=len, reverse=True):
        if re.search(rf"\b{re.escape(field.removeprefix('custom:'))}\b", text):
            return field
    return None


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"
