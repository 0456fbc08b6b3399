"""Answers DescribeAlarms in full to those who ask in the Query protocol, as older SDKs do.

MiniStack's answer in that protocol has 9 of an alarm's members, so an alarm made by Terraform's AWS provider
before 6.50 seems to have no dimensions, period, statistic or actions, and every plan mends it again. In the
JSON protocol MiniStack answers in full: the question is put to it in that, and the answer written in XML by
the shapes that botocore has of the CloudWatch API.
"""

from __future__ import annotations

import functools
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, SubElement, tostring

import botocore.session
from botocore.model import ListShape, OperationModel, Shape, StructureShape
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.gateway.asgi import answer_of

OPERATION = "DescribeAlarms"
TARGET = f"GraniteServiceVersion20100801.{OPERATION}"
NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/"
QUERY = b"application/x-www-form-urlencoded"
_OF_CLOUDWATCH = re.compile(rb"Credential=[^,]*/monitoring/aws4_request")
_REPLACED_HEADERS = {b"content-type", b"content-length", b"x-amz-target"}


@dataclass(frozen=True)
class AlarmQueries:
    """Translates DescribeAlarms of the Query protocol; every other request goes on as it is."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_query(scope):
            await self.app(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        answer = await self._answer(scope, body)
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, body: bytes) -> Response:
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if form.get("Action") == OPERATION:
            question = json.dumps(_parameters(form)).encode()
            answer = await answer_of(self.app, _as_json(scope, question), question)
            if answer.status_code == 200:
                return Response(_xml(json.loads(bytes(answer.body))), media_type="text/xml")
        # An error too is MiniStack's to tell, in the protocol that it was asked in.
        return await answer_of(self.app, scope, body)


def _is_query(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    headers = dict(scope["headers"])
    is_form = headers.get(b"content-type", b"").startswith(QUERY)
    return is_form and _OF_CLOUDWATCH.search(headers.get(b"authorization", b"")) is not None


def _as_json(scope: Scope, body: bytes) -> Scope:
    kept = [(name, value) for name, value in scope["headers"] if name not in _REPLACED_HEADERS]
    added = {
        b"content-type": b"application/x-amz-json-1.0",
        b"content-length": str(len(body)).encode(),
        b"x-amz-target": TARGET.encode(),
    }
    return {**scope, "headers": [*kept, *added.items()]}


def _parameters(form: Mapping[str, str]) -> dict[str, Any]:
    """The operation's input: texts, numbers and lists of texts (`AlarmNames.member.1`)."""
    parameters: dict[str, Any] = {}
    for name, shape in _members(_operation().input_shape):
        if isinstance(shape, ListShape):
            if listed := list(_listed(form, f"{name}.member.")):
                parameters[name] = listed
        elif form.get(name):
            parameters[name] = int(form[name]) if shape.type_name == "integer" else form[name]
    return parameters


def _listed(form: Mapping[str, str], prefix: str) -> Iterator[str]:
    numbers = sorted(int(name.removeprefix(prefix)) for name in form if re.fullmatch(f"{prefix}[0-9]+", name))
    return (form[f"{prefix}{number}"] for number in numbers)


def _xml(answer: Mapping[str, Any]) -> bytes:
    root = Element(f"{OPERATION}Response", xmlns=NAMESPACE)
    _write(root, f"{OPERATION}Result", answer, _operation().output_shape)
    SubElement(SubElement(root, "ResponseMetadata"), "RequestId").text = str(uuid.uuid4())
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _write(parent: Element, name: str, value: Any, shape: Shape | None) -> None:
    element = SubElement(parent, name)
    if isinstance(shape, StructureShape):
        for member, inner in _members(shape):
            if value.get(member) is not None:
                _write(element, member, value[member], inner)
    elif isinstance(shape, ListShape):
        for item in value:
            _write(element, "member", item, shape.member)
    else:
        element.text = _text(value, shape)


def _text(value: Any, shape: Shape | None) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if shape is not None and shape.type_name == "timestamp":
        return datetime.fromtimestamp(value, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


def _members(shape: Shape | None) -> Iterator[tuple[str, Shape]]:
    if isinstance(shape, StructureShape):
        yield from shape.members.items()


@functools.cache
def _operation() -> OperationModel:
    return botocore.session.get_session().get_service_model("cloudwatch").operation_model(OPERATION)
