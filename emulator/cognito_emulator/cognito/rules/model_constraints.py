"""What an API model says of a value, in AWS's words.

Patterns are Java's, whose `\\p{L}` is a Unicode category, which Python's `re` has not. So each category
has one character that stands for all of its others beyond ASCII, in the pattern and in the value.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

_CATEGORY = re.compile(r"\\p\{(\w)\}")
_STANDS_FOR = {
    "L": "\u00e9",
    "M": "\u0301",
    "N": "\u00b2",
    "P": "\u00bf",
    "S": "\u00a9",
    "Z": "\u00a0",
    "C": "\u0080",
}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "blob": str,
    "boolean": bool,
    "double": (int, float),
    "float": (int, float),
    "integer": int,
    "list": list,
    "long": int,
    "map": dict,
    "string": str,
    "structure": dict,
    "timestamp": (int, float, str),
}
# AWS takes a domain of one's own with its dots ("auth.example.com", as its pages have it all over), which the
# pattern of its model forbids
_OTHER_PATTERNS = {"DomainType": r"^[a-z0-9](?:[a-z0-9\-.]{0,61}[a-z0-9])?$"}
# The flow that GetClientToken's page wants of a client, which the list of flows in the model has not yet
_ALSO_ALLOWED = {"ExplicitAuthFlowsType": ("ALLOW_CLIENT_TOKEN_AUTH",)}
_BITS = {"integer": 32, "long": 64}


class WrongTypeError(Exception):
    """A value that the protocol cannot even read as its shape."""


def violations(shape: Shape, value: dict[str, Any]) -> list[str]:
    """The constraints that a request breaks, in AWS's words; WrongTypeError for what cannot be read."""
    return list(_of_value(shape, value, ""))


def _of_value(shape: Shape, value: Any, where: str) -> Iterator[str]:
    _check_type(shape, value)
    if isinstance(shape, StructureShape):
        yield from _of_structure(shape, value, where)
    elif isinstance(shape, ListShape):
        yield from _of_bounds(shape, len(value), value, where, "length")
        for number, item in enumerate(value, 1):
            yield from _of_value(shape.member, item, f"{where}.{number}.member")
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield from _of_value(shape.key, key, where)
            yield from _of_value(shape.value, item, f"{where}.{key}")
    elif isinstance(shape, StringShape):
        yield from _of_string(shape, value, where)
    elif shape.type_name in ("integer", "long"):
        yield from _of_bounds(shape, value, value, where, "value")


def _of_structure(shape: StructureShape, value: dict[str, Any], where: str) -> Iterator[str]:
    for name, member in shape.members.items():
        path = f"{where}.{_lower(name)}" if where else _lower(name)
        if value.get(name) is not None:
            yield from _of_value(member, value[name], path)
        elif name in shape.required_members:
            yield f"Value null at '{path}' failed to satisfy constraint: Member must not be null"


def _of_string(shape: StringShape, value: str, where: str) -> Iterator[str]:
    enum = (*shape.enum, *_ALSO_ALLOWED.get(shape.name, ()))
    if enum and value not in enum:
        allowed = ", ".join(enum)
        yield _broken(shape, value, where, f"satisfy enum value set: [{allowed}]")
    yield from _of_bounds(shape, len(value), value, where, "length")
    pattern = _OTHER_PATTERNS.get(shape.name) or shape.metadata.get("pattern")
    if pattern and not _compiled(pattern).fullmatch(_with_stand_ins(value)):
        yield _broken(shape, value, where, f"satisfy regular expression pattern: {pattern}")


def _of_bounds(shape: Shape, size: int, value: Any, where: str, what: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield _broken(shape, value, where, f"have {what} greater than or equal to {least}")
    if most is not None and size > most:
        yield _broken(shape, value, where, f"have {what} less than or equal to {most}")


def _broken(shape: Shape, value: Any, where: str, rule: str) -> str:
    """AWS repeats the value, but not one that is sensitive; nor is one of megabytes of use to anybody."""
    is_shown = not (shape.metadata.get("sensitive") or isinstance(value, list) or len(str(value)) > 256)
    said = f"Value '{value}' at '{where}'" if is_shown else f"Value at '{where}'"
    return f"{said} failed to satisfy constraint: Member must {rule}"


def _check_type(shape: Shape, value: Any) -> None:
    wanted = _TYPES[shape.type_name]
    is_bool = isinstance(value, bool)
    bits = _BITS.get(shape.type_name, 0)
    is_too_big = bits and isinstance(value, int) and not -(1 << bits - 1) <= value < 1 << bits - 1
    if not isinstance(value, wanted) or (is_bool and shape.type_name != "boolean") or is_too_big:
        raise WrongTypeError(
            f"{type(value).__name__} value cannot be converted to {shape.type_name.capitalize()}"
        )


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_CATEGORY.sub(lambda match: _characters_of(match[1]), pattern), re.ASCII)


@functools.cache
def _characters_of(category: str) -> str:
    """A category's ASCII characters, and the one that stands for its others, inside a character class."""
    ascii_ones = [chr(point) for point in range(128) if unicodedata.category(chr(point)).startswith(category)]
    return "".join(map(re.escape, [*ascii_ones, _STANDS_FOR[category]]))


def _with_stand_ins(value: str) -> str:
    if value.isascii():
        return value
    return "".join(c if c.isascii() else _STANDS_FOR[unicodedata.category(c)[0]] for c in value)
