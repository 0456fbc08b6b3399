"""A recorded request as an operation's input: what botocore's serializers do, the other way round.

Sources: AWS JSON, AWS query and AWS restJson1 in the Smithy documentation; the API models in botocore.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import botocore.session
from botocore.exceptions import UnknownServiceError
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from cognito_emulator.recording.step import Step

# Where the name of the model is not the one in signatures
_MODELS = {"monitoring": "cloudwatch", "states": "stepfunctions"}
_MODELS_OF_VERSION_2 = {"ses": ("/v2/email/", "sesv2"), "apigateway": ("/v2/", "apigatewayv2")}
_LABEL = re.compile(r"\{(\w+)(\+?)\}")
_NUMBERS = {"integer": int, "long": int, "float": float, "double": float}


class _NoInputError(Exception):
    """A request of which a member cannot be read, or none that can be written as JSON."""


@dataclass(frozen=True)
class ApiCall:
    """`service` is the model's name. `body` is, where a member is the request's body as it stands, the name
    and the bytes of that member; `input` has all others.
    """

    service: str
    operation: OperationModel
    input: Mapping[str, Any]
    body: tuple[str, bytes] | None = None


def api_call(step: Step) -> ApiCall | None:
    """The call; None for what is none of a model's in JSON or as a form, or has bytes, which JSON cannot."""
    service = _service(step)
    model = _model(service)
    try:
        return _read(service, model, step) if model else None
    except (_NoInputError, LookupError, ValueError, RecursionError):
        return None


def _service(step: Step) -> str:
    path, newer = _MODELS_OF_VERSION_2.get(step.service, ("", ""))
    return newer if newer and step.path.startswith(path) else _MODELS.get(step.service, step.service)


def _read(service: str, model: ServiceModel, step: Step) -> ApiCall | None:
    protocol = model.resolved_protocol
    if protocol == "rest-json":
        return _rest(service, model, step)
    if protocol not in ("json", "query") or step.name not in model.operation_names:
        return None
    operation = model.operation_model(step.name)
    if step.request.startswith(b"{"):
        return ApiCall(service, operation, json.loads(step.request))
    fields = dict(parse_qsl(step.request.decode(), keep_blank_values=True))
    if "query" not in model.metadata.get("protocols", [protocol]) or fields.get("Action") != step.name:
        return None
    return ApiCall(service, operation, _of_form(operation.input_shape, fields, ""))


@functools.cache
def _model(service: str) -> ServiceModel | None:
    try:
        return botocore.session.get_session().get_service_model(service)
    except UnknownServiceError:
        return None


def _of_form(shape: Shape | None, fields: Mapping[str, str], prefix: str) -> Any:
    """What the fields below a prefix say of a shape."""
    if isinstance(shape, StructureShape):
        return {
            name: _of_form(member, fields, below)
            for name, member in shape.members.items()
            if _is_given(fields, below := _below(prefix, member.serialization.get("name", name)))
        }
    if isinstance(shape, ListShape):
        return [_of_form(shape.member, fields, below) for below in _items(shape, fields, prefix)]
    if isinstance(shape, MapShape):
        start = prefix if shape.serialization.get("flattened") else f"{prefix}.entry"
        key = shape.key.serialization.get("name", "key")
        value = shape.value.serialization.get("name", "value")
        return {
            fields[f"{start}.{number}.{key}"]: _of_form(shape.value, fields, f"{start}.{number}.{value}")
            for number in _numbers(fields, start)
        }
    return _of_text(shape, fields[prefix]) if shape else {}


def _items(shape: ListShape, fields: Mapping[str, str], prefix: str) -> Iterator[str]:
    name = shape.member.serialization.get("name")
    if not shape.serialization.get("flattened"):
        start = f"{prefix}.{name or 'member'}"
    else:
        start = _below(prefix.rpartition(".")[0], name) if name else prefix
    return (f"{start}.{number}" for number in _numbers(fields, start))


def _numbers(fields: Mapping[str, str], start: str) -> Iterator[int]:
    number = 1
    while _is_given(fields, f"{start}.{number}"):
        yield number
        number += 1


def _is_given(fields: Mapping[str, str], prefix: str) -> bool:
    return prefix in fields or any(name.startswith(f"{prefix}.") for name in fields)


def _below(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


def _of_text(shape: Shape, text: str) -> Any:
    if shape.type_name == "blob":
        raise _NoInputError
    if shape.type_name == "boolean":
        return text == "true"
    return _NUMBERS[shape.type_name](text) if shape.type_name in _NUMBERS else text


def _rest(service: str, model: ServiceModel, step: Step) -> ApiCall | None:
    path, _, asked = step.path.partition("?")
    query = parse_qs(asked, keep_blank_values=True)
    found = _operation(model, step.method, path, query)
    if not found:
        return None
    operation, labels = found
    shape = operation.input_shape
    if shape is None:
        return ApiCall(service, operation, {})
    content: dict[str, Any] = {}
    for constant in _constants(operation):
        del query[constant]
    # a map has what is left when each other member has had its own
    for name, member in sorted(shape.members.items(), key=lambda each: isinstance(each[1], MapShape)):
        given = _outside_the_body(member, name, labels, query, step.headers)
        content |= {} if given is None else {name: given}
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name in ("blob", "string"):
        return ApiCall(service, operation, content, (payload, step.request))
    # a serializer writes a payload that is not given as one that has nothing
    body = json.loads(step.request or b"{}")
    if not isinstance(body, dict):
        return None
    if body:
        content |= {payload: _of_json(shape.members[payload], body)} if payload else _members(shape, body)
    return ApiCall(service, operation, content)


def _operation(
    model: ServiceModel, method: str, path: str, query: Mapping[str, list[str]]
) -> tuple[OperationModel, dict[str, str]] | None:
    """The operation of a path, the one whose own words are the most, and what stands for its labels."""
    found = [
        (operation, match.groupdict())
        for operation in map(model.operation_model, model.operation_names)
        if operation.http["method"] == method
        and _constants(operation).items() <= query.items()
        and (match := _pattern(operation).fullmatch(path))
    ]
    return max(found, key=lambda each: len(_LABEL.sub("", each[0].http["requestUri"])), default=None)


def _constants(operation: OperationModel) -> dict[str, list[str]]:
    return parse_qs(operation.http["requestUri"].partition("?")[2], keep_blank_values=True)


@functools.cache
def _pattern(operation: OperationModel) -> re.Pattern[str]:
    uri = operation.http["requestUri"].partition("?")[0]
    pieces = _LABEL.split(uri)
    pattern = re.escape(pieces[0])
    for name, greedy, literal in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        pattern += f"(?P<{name}>{'.+' if greedy else '[^/]+'}){re.escape(literal)}"
    return re.compile(pattern)


def _outside_the_body(
    member: Shape,
    name: str,
    labels: Mapping[str, str],
    query: dict[str, list[str]],
    headers: Mapping[str, str],
) -> Any:
    """What path, query and headers say of a member; None for nothing. What it takes of the query is gone."""
    where, called = member.serialization.get("location"), member.serialization.get("name", name)
    if where == "uri":
        return _of_text(member, labels[called])
    if where == "header" and called.lower() in headers:
        return _of_text(member, headers[called.lower()])
    if where != "querystring":
        return None
    if isinstance(member, MapShape):
        return {key: values[0] for key, values in query.items()} or None
    values = query.pop(called, None)
    if isinstance(member, ListShape):
        return [_of_text(member.member, value) for value in values] if values else None
    return _of_text(member, values[0]) if values else None


def _members(shape: StructureShape, body: Mapping[str, Any]) -> dict[str, Any]:
    names = {member.serialization.get("name", name): name for name, member in shape.members.items()}
    return {
        names[called]: _of_json(shape.members[names[called]], value)
        for called, value in body.items()
        if called in names
    }


def _of_json(shape: Shape, value: Any) -> Any:
    if shape.type_name == "blob":
        raise _NoInputError
    if isinstance(shape, StructureShape) and isinstance(value, dict) and not shape.is_document_type:
        return _members(shape, value)
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_of_json(shape.member, item) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {key: _of_json(shape.value, item) for key, item in value.items()}
    return value
