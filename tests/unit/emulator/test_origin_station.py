"""The station around an app: nothing is read before the decision, and every answer is completed."""

from __future__ import annotations

import json
import logging

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from cognito_emulator.gateway.answers import EXPOSED
from cognito_emulator.gateway.origin import BrokenOffError
from tests.unit.emulator.origin_requests import (
    APP_ORIGIN,
    answering,
    asked,
    is_never_asked,
    request,
    values,
)

SECRET = "somebody@example.com"


async def _fails(_: Scope, __: Receive, ___: Send) -> None:
    raise ValueError(SECRET)


async def _fails_halfway(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ValueError(SECRET)


async def _knows_no_such_file(_: Scope, __: Receive, ___: Send) -> None:
    raise HTTPException(404)


@pytest.mark.parametrize("type_", ["http", "websocket"])
@pytest.mark.parametrize(
    "changes", [{"host": "evil.example"}, {"origin": "https://evil.example"}, {"origin": "null"}]
)
def test_a_foreign_request_is_refused_before_anything_is_read(changes: dict[str, str], type_: str) -> None:
    head, _ = asked(is_never_asked, {**request(**changes), "type": type_})
    assert head.get("status") == 403 or head["type"] == "websocket.close"


def test_what_is_no_request_goes_on() -> None:
    came_through: list[Scope] = []

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        came_through.append(scope)
        await send({"type": "lifespan.startup.complete"})

    asked(app, {"type": "lifespan"})
    assert came_through


@pytest.mark.parametrize("status", [200, 204, 400, 403, 404, 500])
def test_an_answer_has_its_id_and_its_date_once_and_what_a_page_may_read(status: int) -> None:
    head, _ = asked(answering(status), request(origin=APP_ORIGIN))
    assert head["status"] == status
    assert len(values(head, "x-amzn-requestid")) == 1
    assert len(values(head, "date")) == 1
    assert values(head, "access-control-allow-origin") == ["*"]
    assert values(head, "access-control-expose-headers") == [EXPOSED]
    assert values(head, "vary") == ["Origin"]


def test_an_id_and_a_date_that_the_answer_has_stay_and_are_not_doubled() -> None:
    own = [(b"X-Amzn-RequestId", b"7"), (b"x-amzn-requestid", b"8"), (b"Date", b"today"), (b"date", b"now")]
    head, _ = asked(answering(headers=own), request())
    assert values(head, "x-amzn-requestid") == ["7"]
    assert values(head, "date") == ["today"]


def test_the_cors_headers_of_a_bucket_or_an_api_stay() -> None:
    own = [
        (b"Access-Control-Allow-Origin", APP_ORIGIN.encode()),
        (b"Access-Control-Allow-Credentials", b"true"),
        (b"Access-Control-Expose-Headers", b"ETag"),
    ]
    head, _ = asked(answering(headers=own), request(origin=APP_ORIGIN))
    assert values(head, "access-control-allow-origin") == [APP_ORIGIN]
    assert values(head, "access-control-allow-credentials") == ["true"]
    assert values(head, "access-control-expose-headers") == [f"{EXPOSED},ETag"]


def test_an_operation_of_a_json_protocol_exposes_what_aws_does() -> None:
    head, _ = asked(
        answering(headers=[(b"access-control-expose-headers", b"*")]),
        request(origin=APP_ORIGIN, x_amz_target="AWSCognitoIdentityProviderService.SignUp"),
    )
    assert values(head, "access-control-expose-headers") == [EXPOSED]


def test_no_foreign_page_may_read_its_refusal_and_an_allowed_one_may() -> None:
    foreign, _ = asked(is_never_asked, request(origin="https://evil.example"))
    allowed, body = asked(is_never_asked, request("/_ministack/reset", origin=APP_ORIGIN))
    assert values(foreign, "access-control-allow-origin") == []
    assert (allowed["status"], values(allowed, "access-control-allow-origin")) == (403, ["*"])
    assert "this machine" in json.loads(body)["message"]


def test_a_failure_is_a_500_with_all_of_it_and_its_message_is_nowhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        head, body = asked(_fails, request(origin=APP_ORIGIN))
    assert head["status"] == 500
    assert json.loads(body)["__type"] == "InternalFailure"
    assert values(head, "access-control-allow-origin") == ["*"]
    assert len(values(head, "x-amzn-requestid")) == 1
    assert "_fails" in caplog.text
    assert SECRET not in caplog.text + str(head) + body.decode()


def test_a_failure_in_the_middle_of_an_answer_ends_it_without_its_message() -> None:
    with pytest.raises(BrokenOffError) as broken:
        asked(_fails_halfway, request())
    assert broken.value.__cause__ is None
    assert broken.value.__suppress_context__
    assert SECRET not in str(broken.value)


def test_a_file_that_is_not_there_is_a_404() -> None:
    head, _ = asked(_knows_no_such_file, request(origin=APP_ORIGIN))
    assert (head["status"], len(values(head, "x-amzn-requestid"))) == (404, 1)
