"""What a caller gets, and a log reader sees, when a middleware fails."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import ClassVar

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Scope

from cognito_emulator.cognito.middleware import CognitoMiddleware
from cognito_emulator.cognito.request import TARGET_PREFIX, CognitoRequest, json_object
from cognito_emulator.gateway.asgi import answer_of

ADDRESS = "person@example.com"


@dataclass
class Fails(CognitoMiddleware):
    app: ASGIApp
    operations: ClassVar = frozenset({"SignUp"})

    async def answer(self, request: CognitoRequest) -> Response:
        raise ValueError(request.text("Username"))


def sent(operation: str) -> Response:
    target = f"{TARGET_PREFIX}{operation}".encode()
    scope: Scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"x-amz-target", target)]}
    body = f'{{"Username": "{ADDRESS}"}}'.encode()
    return asyncio.run(answer_of(Fails(PlainTextResponse("beyond")), scope, body))


def test_a_failure_is_awss_internal_error_and_the_log_tells_where_but_not_whom(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = sent("SignUp")
    assert answer.status_code == 500
    assert json_object(answer.body)["__type"] == "InternalErrorException"
    assert "SignUp failed with ValueError" in caplog.text
    assert "test_cognito_middleware.py" in caplog.text
    assert ADDRESS not in caplog.text
    assert ADDRESS.encode() not in bytes(answer.body)


def test_other_operations_are_not_its_business() -> None:
    assert sent("ConfirmSignUp").body == b"beyond"
