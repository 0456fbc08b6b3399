"""Whether a file is an export that this release reads; each thing that is of a wrong type, by its place."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cognito_emulator.cognito.user import (
    CONFIRMED,
    EXTERNAL_PROVIDER,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    UNCONFIRMED,
)
from cognito_emulator.state.errors import FileRefusedError
from cognito_emulator.state.exported_pools import FORMAT, VERSION

_TEXT, _NUMBER, _BOOLEAN, _OBJECT = "a text", "a number", "true or false", "an object"
_PASSWORD, _TIME_OR_NULL, _TEXTS, _ATTRIBUTES = (
    "32 bytes in base64, or null",
    "a number or null",
    "a list of texts",
    "an object of texts with a sub",
)
_STATUS = "a user's status"
_DATED = {"created": _NUMBER, "modified": _NUMBER}
_PERSON: Mapping[str, Any] = {
    "username": _TEXT,
    "status": _STATUS,
    "enabled": _BOOLEAN,
    "attributes": _ATTRIBUTES,
    "groups": _TEXTS,
    "password": _PASSWORD,
    "password_set": _TIME_OR_NULL,
    "factors": _OBJECT,
    "passkeys": [{"id": _TEXT, "created": _NUMBER, "content": _OBJECT}],
    "identities": [{"provider": _TEXT, "attribute": _TEXT, "value": _TEXT, "created": _NUMBER}],
    **_DATED,
}
_POOL: Mapping[str, Any] = {
    "id": _TEXT,
    "account": _TEXT,
    "region": _TEXT,
    "settings": _OBJECT,
    "clients": [
        {
            "id": _TEXT,
            "settings": _OBJECT,
            "secrets": [{"id": _TEXT, "value": _TEXT, "created": _NUMBER}],
            **_DATED,
        }
    ],
    "groups": [{"name": _TEXT, "settings": _OBJECT, **_DATED}],
    "documents": [{"kind": _TEXT, "key": _TEXT, "content": _OBJECT}],
    "people": [_PERSON],
    **_DATED,
}
_STATUSES = frozenset({UNCONFIRMED, CONFIRMED, RESET_REQUIRED, FORCE_CHANGE_PASSWORD, EXTERNAL_PROVIDER})
_HASH_BYTES = 32
MOST_PROBLEMS = 50


def check_export(content: object) -> Mapping[str, Any]:
    """The export. Raises FileRefusedError for another file, another version, and what is not of its type."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise FileRefusedError(
            f'This is no export of this engine: its "format" is not "{FORMAT}". People alone are seeded.'
        )
    if content.get("version") != VERSION:
        raise FileRefusedError(
            f"This export is of version {content.get('version')!r}; this release reads version {VERSION}. "
            "Export it anew with this release, or import it with the release that wrote it."
        )
    problems = list(_problems([_POOL], content.get("pools"), "pools"))
    if problems:
        raise FileRefusedError(*problems[:MOST_PROBLEMS])
    return content


def _problems(shape: Any, value: object, where: str) -> Iterator[str]:
    if isinstance(shape, str):
        if not _TYPES[shape](value):
            yield f"{where}: {shape} is needed."
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{where}: a list is needed."
            return
        for index, item in enumerate(value):
            yield from _problems(shape[0], item, f"{where}[{index}]")
    elif not isinstance(value, dict):
        yield f"{where}: an object is needed."
    else:
        for name, inner in shape.items():
            yield from _problems(inner, value.get(name, _MISSING), f"{where}.{name}")


_MISSING = object()


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 2**53


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _are_attributes(value: object) -> bool:
    return isinstance(value, dict) and "sub" in value and _are_texts(list(value.values()))


def _is_password(value: object) -> bool:
    if value is None:
        return True
    try:
        return isinstance(value, str) and len(base64.b64decode(value, validate=True)) == _HASH_BYTES
    except binascii.Error:
        return False


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    _TEXT: lambda value: isinstance(value, str),
    _NUMBER: _is_number,
    _BOOLEAN: lambda value: isinstance(value, bool),
    _OBJECT: lambda value: isinstance(value, dict),
    _TIME_OR_NULL: lambda value: value is None or _is_number(value),
    _TEXTS: _are_texts,
    _ATTRIBUTES: _are_attributes,
    _PASSWORD: _is_password,
    _STATUS: lambda value: value in _STATUSES if isinstance(value, str) else False,
}
