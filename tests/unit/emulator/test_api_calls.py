"""What a client's serializer makes of an operation's input is read back as the same input."""

from __future__ import annotations

import functools
from typing import Any
from urllib.parse import unquote, urlencode

import botocore.session
import pytest
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from botocore.serialize import create_serializer
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.console.timeline.api_call import api_call
from cognito_emulator.recording.step import Kind, Step

FORMS = ("iam", "ses", "sns", "sts")
REST = ("apigateway", "lambda", "sesv2")
DEEPEST = 5
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
PLAIN = st.text("abcXYZ019-_:.", min_size=1, max_size=12)
# a header's or a path's text is a word; a time is written in more than one way; bytes are no JSON
NOT_READ_BACK = {"timestamp", "blob"}


@functools.cache
def operations(service: str) -> list[OperationModel]:
    model = botocore.session.get_session().get_service_model(service)
    return [model.operation_model(name) for name in model.operation_names]


@functools.cache
def inputs(shape: Shape | None, deep: int = 0) -> st.SearchStrategy[Any]:
    """What the members of an input may be; none is empty, since a form has no word for that."""
    if isinstance(shape, StructureShape):
        return _structures(shape, deep)
    if isinstance(shape, ListShape):
        return st.lists(inputs(shape.member, deep + 1), min_size=1, max_size=3)
    if isinstance(shape, MapShape):
        return st.dictionaries(WORDS, inputs(shape.value, deep + 1), min_size=1, max_size=3)
    if shape is None:
        return st.just({})
    if shape.serialization.get("location"):
        text: st.SearchStrategy[Any] = PLAIN
    else:
        text = WORDS
    numbers: st.SearchStrategy[Any] = st.integers(-(2**31), 2**31 - 1)
    floats = st.floats(allow_nan=False, allow_infinity=False, width=32)
    kinds = {"boolean": st.booleans(), "integer": numbers, "long": numbers, "float": floats, "double": floats}
    return kinds.get(shape.type_name, text)


def _structures(shape: StructureShape, deep: int) -> st.SearchStrategy[dict[str, Any]]:
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, member in shape.members.items():
        in_path = member.serialization.get("location") == "uri"
        if in_path or _is_read_back(member):
            (required if in_path or deep else optional)[name] = inputs(member, deep + 1)
    if deep and required:
        return st.fixed_dictionaries(required)
    return st.fixed_dictionaries(required, optional=optional)


def _is_read_back(shape: Shape, seen: tuple[str, ...] = ()) -> bool:
    """Whether nothing in it is of a kind that is not, holds itself, or lies deep."""
    below = (*seen, shape.name)
    if shape.name in seen or len(below) > DEEPEST or shape.type_name in NOT_READ_BACK:
        return False
    if isinstance(shape, StructureShape):
        return bool(shape.members) and all(_is_read_back(member, below) for member in shape.members.values())
    if isinstance(shape, ListShape):
        return _is_read_back(shape.member, below)
    return not isinstance(shape, MapShape) or _is_read_back(shape.value, below)


@pytest.mark.parametrize("service", [*FORMS, *REST])
@settings(max_examples=100)
@given(data=st.data())
def test_an_input_is_read_back_as_its_serializer_was_given_it(service: str, data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(operations(service)))
    given_input = data.draw(inputs(operation.input_shape))
    call = api_call(recorded(operation, given_input))
    assert call
    assert (call.service, call.operation.name, call.input) == (service, operation.name, given_input)


def test_a_body_of_its_own_is_kept_as_it_stands() -> None:
    invoke = next(each for each in operations("lambda") if each.name == "Invoke")
    payload = b'{"told": "\xc3\xa9"}'
    step = recorded(invoke, {"FunctionName": "f", "InvocationType": "Event", "Payload": payload})
    call = api_call(step)
    assert call
    assert call.input == {"FunctionName": "f", "InvocationType": "Event"}
    assert call.body == ("Payload", payload)


@pytest.mark.parametrize(
    ("service", "name", "request_sent"),
    [
        ("hosted-ui", "POST /signup", b"username=ada"),
        ("s3", "PutObject", b"<a/>"),
        ("iam", "NoSuchOperation", b"Action=NoSuchOperation"),
        ("iam", "GetRole", b"Action=ListRoles"),
        ("iam", "GetRole", b"\xff"),
        ("cloudwatch", "PutMetricData", b"\xbfiNamespace"),
        ("cognito-idp", "SignUp", b'{"ClientId": '),
        ("cognito-idp", "SignUp", b'{"ClientId": ' + b"[" * 60_000),
        ("iam", "CreateRole", b"Action=CreateRole&RoleName.member.1=a"),
        ("sns", "CreateTopic", b"Action=CreateTopic&Attributes.entry.1.value=a"),
        # bytes, for which JSON has no word
        ("ses", "SendRawEmail", b"Action=SendRawEmail&RawMessage.Data=YQ%3D%3D"),
    ],
)
def test_what_is_no_call_that_json_can_hold_is_none(service: str, name: str, request_sent: bytes) -> None:
    assert api_call(Step(Kind.CALL, service, name, 1000.0, request=request_sent)) is None


@pytest.mark.parametrize("body", [b"[1]", b'"text"', b"7", b"[" * 60_000, b"\xff", b"{"])
def test_a_body_that_is_no_object_is_no_input(body: bytes) -> None:
    step = Step(
        Kind.CALL, "lambda", "CreateFunction", 1000.0, body, method="POST", path="/2015-03-31/functions"
    )
    assert api_call(step) is None


def recorded(operation: OperationModel, given_input: dict[str, Any]) -> Step:
    """The step of a request as botocore's serializer makes it, and as a server is told of it."""
    model = operation.service_model
    serializer = create_serializer(model.resolved_protocol, include_validation=False)
    request = serializer.serialize_to_request(given_input, operation)
    body = request["body"]
    content = urlencode(body).encode() if isinstance(body, dict) else body
    path, _, constants = unquote(request["url_path"]).partition("?")
    query = "&".join(filter(None, [constants, urlencode(request["query_string"] or {}, doseq=True)]))
    return Step(
        Kind.CALL,
        model.signing_name,
        operation.name,
        1000.0,
        request=content if isinstance(content, bytes) else content.encode(),
        method=request["method"],
        path=f"{path}?{query}" if query else path,
        headers={name.lower(): str(value) for name, value in request["headers"].items()},
    )
