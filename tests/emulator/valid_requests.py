"""A request for any operation of an API model that breaks none of the model's constraints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from cognito_emulator.cognito.rules.model_constraints import violations

# Texts that some pattern of the model wants; the first that breaks nothing is taken
CANDIDATES = (
    "abc",
    "abcdefgh",
    "us-east-1_abcdefghi",
    "arn:aws:iam::000000000000:role/somebody",
    "arn:aws:lambda:us-east-1:000000000000:function:something",
    "https://example.com/callback",
    "123456",
    "2026-01-01",
    "a" * 20,
    "a" * 36,
    "6f1c9d3e-0f5b-4f0e-9a57-1c7f3f3e7b11",
    "#ffffff",
    "+15555550100",
    "us-east-1_0123abcd",
    "terms-of-use",
    "us-west-2",
    "us-east-1:6f1c9d3e-0f5b-4f0e-9a57-1c7f3f3e7b11",
    "import-abcdefgh01",
)


def valid_request(shape: Shape | None, known: Mapping[str, str]) -> dict[str, Any]:
    """The required members of an input shape, those of `known` by their name; AssertionError if none fits."""
    if not isinstance(shape, StructureShape):
        return {}
    request = _structure(shape, known)
    assert violations(shape, request) == [], f"no valid request is known for {shape.name}"
    return request


def with_nulls(shape: Shape | None, value: Any) -> Any:
    """A request, or a part of one, with a null for each optional member that it leaves out, however deep."""
    if isinstance(shape, StructureShape) and shape.metadata.get("document"):
        return value  # any JSON
    if isinstance(shape, StructureShape):
        given = {name: with_nulls(shape.members[name], each) for name, each in value.items()}
        return dict.fromkeys(shape.members.keys() - set(shape.required_members)) | given
    if isinstance(shape, ListShape):
        return [with_nulls(shape.member, each) for each in value]
    if isinstance(shape, MapShape):
        return {key: with_nulls(shape.value, each) for key, each in value.items()}
    return value


def _structure(shape: StructureShape, known: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: known.get(name) or _value(shape.members[name], known) for name in sorted(shape.required_members)
    }


def _value(shape: Shape, known: Mapping[str, str]) -> Any:
    if isinstance(shape, StructureShape):
        return _structure(shape, known)
    if isinstance(shape, ListShape):
        return [_value(shape.member, known)] * max(1, shape.metadata.get("min", 0))
    if isinstance(shape, MapShape):
        return {_value(shape.key, known): _value(shape.value, known)}
    if isinstance(shape, StringShape):
        return _text(shape)
    return {"boolean": True, "timestamp": 1772366400, "blob": "YQ=="}.get(
        shape.type_name, shape.metadata.get("min", 1)
    )


def _text(shape: StringShape) -> str:
    if shape.enum:
        return str(shape.enum[0])
    fitting = (text for text in CANDIDATES if not violations(shape, text))  # type: ignore[arg-type]
    return next(fitting, CANDIDATES[0])
