"""The station around an app: nothing is read before the decision, and every answer is completed."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable

import pytest
from botocore.model import StructureShape
from botocore.parsers import create_parser
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cognito_emulator.gateway.answers import EXPOSED
from cognito_emulator.gateway.origin import BrokenOffError, OriginStation
from tests.unit.emulator.origin_requests import LINK, admission, request

APP_ORIGIN = "http://localhost:3000"
SENT_BY_SDKS = (
    *("amz-sdk-invocation-id", "amz-sdk-request", "authorization", "content-type", "x-amz-content-sha256"),
    *("x-amz-date", "x-amz-security-token", "x-amz-target", "x-amz-user-agent"),
)
SECRET = "somebody@example.com"
Headers = list[tuple[bytes, bytes]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def _asked(app: ASGIApp, scope: Scope) -> tuple[Message, bytes]:
    """The head and the body of the answer; AssertionError where a byte of the request is read."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("The request was read.")

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(OriginStation(app, admission())(scope, receive, send))
    return sent[0], b"".join(message.get("body", b"") for message in sent)


def _values(head: Message, name: str) -> list[str]:
    return [value.decode() for each, value in head["headers"] if each == name.encode()]


def _answering(status: int = 200, headers: Iterable[tuple[bytes, bytes]] = ()) -> App:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send({"type": "http.response.body", "body": b"answer"})

    return app


async def _fails(_: Scope, __: Receive, ___: Send) -> None:
    raise ValueError(SECRET)


async def _fails_halfway(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ValueError(SECRET)


async def _is_never_asked(_: Scope, __: Receive, ___: Send) -> None:
    raise AssertionError("The request came through.")


async def _knows_no_such_file(_: Scope, __: Receive, ___: Send) -> None:
    raise HTTPException(404)


@pytest.mark.parametrize("type_", ["http", "websocket"])
@pytest.mark.parametrize(
    "changes", [{"host": "evil.example"}, {"origin": "https://evil.example"}, {"origin": "null"}]
)
def test_a_foreign_request_is_refused_before_anything_is_read(changes: dict[str, str], type_: str) -> None:
    head, _ = _asked(_is_never_asked, {**request(**changes), "type": type_})
    assert head.get("status") == 403 or head["type"] == "websocket.close"


def test_what_is_no_request_goes_on() -> None:
    came_through: list[Scope] = []

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        came_through.append(scope)
        await send({"type": "lifespan.startup.complete"})

    _asked(app, {"type": "lifespan"})
    assert came_through


@pytest.mark.parametrize("status", [200, 204, 400, 403, 404, 500])
def test_an_answer_has_its_id_and_its_date_once_and_what_a_page_may_read(status: int) -> None:
    head, _ = _asked(_answering(status), request(origin=APP_ORIGIN))
    assert head["status"] == status
    assert len(_values(head, "x-amzn-requestid")) == 1
    assert len(_values(head, "date")) == 1
    assert _values(head, "access-control-allow-origin") == ["*"]
    assert _values(head, "access-control-expose-headers") == [EXPOSED]
    assert _values(head, "vary") == ["Origin"]


def test_an_id_and_a_date_that_the_answer_has_stay_and_are_not_doubled() -> None:
    own = [(b"X-Amzn-RequestId", b"7"), (b"x-amzn-requestid", b"8"), (b"Date", b"today"), (b"date", b"now")]
    head, _ = _asked(_answering(headers=own), request())
    assert _values(head, "x-amzn-requestid") == ["7"]
    assert _values(head, "date") == ["today"]


def test_the_cors_headers_of_a_bucket_or_an_api_stay() -> None:
    own = [
        (b"Access-Control-Allow-Origin", APP_ORIGIN.encode()),
        (b"Access-Control-Allow-Credentials", b"true"),
        (b"Access-Control-Expose-Headers", b"ETag"),
    ]
    head, _ = _asked(_answering(headers=own), request(origin=APP_ORIGIN))
    assert _values(head, "access-control-allow-origin") == [APP_ORIGIN]
    assert _values(head, "access-control-allow-credentials") == ["true"]
    assert _values(head, "access-control-expose-headers") == [f"{EXPOSED},ETag"]


def test_an_operation_of_a_json_protocol_exposes_what_aws_does() -> None:
    head, _ = _asked(
        _answering(headers=[(b"access-control-expose-headers", b"*")]),
        request(origin=APP_ORIGIN, x_amz_target="AWSCognitoIdentityProviderService.SignUp"),
    )
    assert _values(head, "access-control-expose-headers") == [EXPOSED]


def test_no_foreign_page_may_read_its_refusal_and_an_allowed_one_may() -> None:
    foreign, _ = _asked(_is_never_asked, request(origin="https://evil.example"))
    allowed, body = _asked(_is_never_asked, request("/_ministack/reset", origin=APP_ORIGIN))
    assert _values(foreign, "access-control-allow-origin") == []
    assert (allowed["status"], _values(allowed, "access-control-allow-origin")) == (403, ["*"])
    assert "this machine" in json.loads(body)["message"]


def test_a_failure_is_a_500_with_all_of_it_and_its_message_is_nowhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        head, body = _asked(_fails, request(origin=APP_ORIGIN))
    assert head["status"] == 500
    assert json.loads(body)["__type"] == "InternalFailure"
    assert _values(head, "access-control-allow-origin") == ["*"]
    assert len(_values(head, "x-amzn-requestid")) == 1
    assert "_fails" in caplog.text
    assert SECRET not in caplog.text + str(head) + body.decode()


def test_a_failure_in_the_middle_of_an_answer_ends_it_without_its_message() -> None:
    with pytest.raises(BrokenOffError) as broken:
        _asked(_fails_halfway, request())
    assert broken.value.__cause__ is None
    assert broken.value.__suppress_context__
    assert SECRET not in str(broken.value)


def test_a_file_that_is_not_there_is_a_404() -> None:
    head, _ = _asked(_knows_no_such_file, request(origin=APP_ORIGIN))
    assert (head["status"], len(_values(head, "x-amzn-requestid"))) == (404, 1)


@pytest.mark.parametrize("path", ["/", "/oauth2/token", "/us-east-1_A/.well-known/jwks.json", "/2015-03-31/"])
def test_a_preflight_of_awss_apis_allows_what_sdks_send(path: str) -> None:
    asks = request(path, "OPTIONS", origin=APP_ORIGIN, access_control_request_method="POST")
    head, _ = _asked(_is_never_asked, asks)
    assert head["status"] == 200
    assert _values(head, "access-control-allow-origin") == ["*"]
    allowed = _values(head, "access-control-allow-headers")[0].lower().split(",")
    sent = {
        "authorization",
        "content-type",
        "x-amz-target",
        "x-amz-user-agent",
        "x-amz-date",
        "amz-sdk-request",
    }
    assert sent | {"x-amz-security-token", "x-amz-content-sha256", "amz-sdk-invocation-id", "*"} <= set(
        allowed
    )
    assert "POST" in _values(head, "access-control-allow-methods")[0].split(",")


@pytest.mark.parametrize(
    ("path", "host"),
    [
        *(("/bucket/key", "localhost"), ("/bucket", "localhost"), ("/_aws/execute-api/abc/dev", "localhost")),
        *(("/", "bucket.localhost"), ("/dev", "abcdef01.execute-api.localhost:4566")),
    ],
)
def test_a_preflight_of_a_bucket_or_an_api_is_answered_by_its_own_settings(path: str, host: str) -> None:
    asks = request(path, "OPTIONS", host=host, origin=APP_ORIGIN, access_control_request_method="PUT")
    _, body = _asked(_answering(), asks)
    assert body == b"answer"


def test_a_person_reads_a_refusal_as_a_page_that_leads_to_the_inbox() -> None:
    browser = {**LINK, "accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    _, body = _asked(_is_never_asked, request("/_inbox", "GET", **browser))
    assert b'<a class="button submit" href="/_inbox">' in body
    _, body = _asked(_is_never_asked, request("/_ministack/reset", "GET", **browser))
    assert b"<h1>" in body
    assert b'href="/_ministack' not in body


@pytest.mark.parametrize(
    ("protocol", "headers"),
    [
        ("json", {"content_type": "application/x-amz-json-1.1"}),
        ("query", {"content_type": "application/x-www-form-urlencoded; charset=utf-8"}),
        ("rest-xml", {"authorization": "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/s3/aws4_request"}),
    ],
)
def test_an_sdk_reads_a_refusal_in_its_services_protocol(protocol: str, headers: dict[str, str]) -> None:
    head, body = _asked(_is_never_asked, request(host="evil.example", **headers))
    answer = {"status_code": head["status"], "body": body, "headers": Response().headers}
    error = create_parser(protocol).parse(
        answer, StructureShape("Output", {"type": "structure", "members": {}})
    )["Error"]
    assert error["Code"] in ("AccessDenied", "AccessDeniedException")
    assert "ALLOWED_HOSTS=evil.example" in error["Message"]
