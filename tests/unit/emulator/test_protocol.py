"""Calls on the wire: what a failing service answers, what its log says, and what counts as absent."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

import pytest

from cognito_emulator.cognito.context import ANYBODY, Caller
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.protocol import (
    LONGEST_HEADER,
    CognitoCall,
    answer_to,
    error_answer,
    is_call,
    operation_of,
    read_call,
)
from cognito_emulator.cognito.service import UserPoolsService
from tests.unit.emulator import own_pool

ADDRESS = "person@example.com"
SIGN_UP = {"ClientId": "client", "Username": ADDRESS, "Password": "Correct-Horse-7-Battery"}


class Fails(UserPoolsService):
    """A service with a fault, in whose message is what no log may hold."""

    async def call(self, operation: str, request: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
        raise ValueError(operation, request["Username"], caller)


def scope(
    target: str | None = "AWSCognitoIdentityProviderService.SignUp",
    content_type: str = "application/x-amz-json-1.1",
) -> dict[str, Any]:
    headers = [(b"content-type", content_type.encode())]
    if target is not None:
        headers.append((b"x-amz-target", target.encode()))
    return {"type": "http", "method": "POST", "path": "/", "headers": headers}


def read(body: bytes, **how: Any) -> CognitoCall:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return asyncio.run(read_call(scope(**how), receive))


def refusal(body: bytes, **how: Any) -> str:
    with pytest.raises(AwsError) as refused:
        read(body, **how)
    return refused.value.code


def test_a_failure_is_awss_internal_error_and_the_log_tells_where_but_not_whom(
    caplog: pytest.LogCaptureFixture,
) -> None:
    call = CognitoCall("SignUp", SIGN_UP, b"")
    with caplog.at_level(logging.DEBUG):
        answer = asyncio.run(answer_to(Fails(own_pool.cognito()), call, ANYBODY))
    assert answer.status_code == 500
    assert json.loads(bytes(answer.body))["__type"] == "InternalErrorException"
    assert "SignUp failed with ValueError" in caplog.text
    assert "test_protocol.py" in caplog.text
    assert ADDRESS not in caplog.text
    assert ADDRESS.encode() not in bytes(answer.body)


def test_an_error_has_its_code_in_the_body_and_in_the_header() -> None:
    answer = error_answer(AwsError("CodeMismatchException", "wrong", 400))
    assert json.loads(bytes(answer.body)) == {"__type": "CodeMismatchException", "message": "wrong"}
    assert answer.headers["x-amzn-errortype"] == "CodeMismatchException"


def test_the_body_has_every_letter_of_an_error_and_the_header_what_a_header_may_have() -> None:
    message = "kein Platz \u4e2d\n" * 500
    answer = error_answer(AwsError("UserLambdaValidationException", message))
    assert json.loads(bytes(answer.body))["message"] == message
    assert len(answer.headers["x-amzn-errormessage"]) <= LONGEST_HEADER


def test_a_call_that_names_no_operation_is_for_nobody_and_answered_here() -> None:
    assert is_call(scope(None))
    assert operation_of(scope(None)) is None
    assert refusal(b"{}", target=None) == "UnknownOperationException"


def test_a_call_of_another_service_is_not_for_the_user_pools() -> None:
    assert not is_call(scope("DynamoDB_20120810.PutItem"))


@pytest.mark.parametrize(
    "how", [{"target": "AWSCognitoIdentityProviderService.Sign"}, {"content_type": "x/y"}]
)
def test_what_is_no_operation_of_the_api_is_unknown(how: dict[str, str]) -> None:
    assert refusal(json.dumps(SIGN_UP).encode(), **how) == "UnknownOperationException"


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b"[]", b"null", b'"text"', b"[" * 100_000, b'{"ClientId": 1}']
)
def test_what_cannot_be_read_is_a_serialization_error(body: bytes) -> None:
    assert refusal(body) == "SerializationException"


def test_a_null_is_as_if_it_had_been_left_out_at_every_depth() -> None:
    given = {**SIGN_UP, "SecretHash": None, "UserAttributes": [{"Name": "email", "Value": None}]}
    said = read(json.dumps(given).encode()).parameters
    assert said == {**SIGN_UP, "UserAttributes": [{"Name": "email"}]}


def test_a_member_that_the_model_does_not_have_is_left_out() -> None:
    assert read(json.dumps({**SIGN_UP, "Role": "Admin"}).encode()).parameters == SIGN_UP


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({**SIGN_UP, "Password": "Correct-Horse-7\ud800"}).encode(),
        json.dumps({**SIGN_UP, "UserAttributes": [{"Name": "name", "Value": "\udfff"}]}).encode(),
        json.dumps({**SIGN_UP, "ClientMetadata": {"\udbff": "x"}}).encode(),
        json.dumps(SIGN_UP).encode().replace(b"Correct", b"\xed\xa0\x80"),
        json.dumps(SIGN_UP).encode("utf-16"),
    ],
)
def test_text_that_no_database_can_keep_is_a_serialization_error(body: bytes) -> None:
    assert refusal(body) == "SerializationException"


def test_letters_beyond_the_first_plane_are_text_like_any_other() -> None:
    horse = "Correct-Horse-7-\U0001f40e"
    escaped = json.dumps({**SIGN_UP, "Password": horse}).encode()
    assert b"\\ud83d" in escaped
    plain = json.dumps({**SIGN_UP, "Password": horse}, ensure_ascii=False).encode()
    assert read(escaped).parameters == read(plain).parameters == {**SIGN_UP, "Password": horse}
