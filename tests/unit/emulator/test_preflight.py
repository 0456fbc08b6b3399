"""A preflight of an allowed page: AWS's APIs allow what SDKs send, an application's decide themselves."""

from __future__ import annotations

import pytest

from tests.unit.emulator.origin_requests import APP_ORIGIN, answering, asked, is_never_asked, request, values

SENT_BY_SDKS = (
    *("amz-sdk-invocation-id", "amz-sdk-request", "authorization", "content-type", "x-amz-content-sha256"),
    *("x-amz-date", "x-amz-security-token", "x-amz-target", "x-amz-user-agent"),
)


@pytest.mark.parametrize("path", ["/", "/oauth2/token", "/us-east-1_A/.well-known/jwks.json", "/2015-03-31/"])
def test_a_preflight_of_awss_apis_allows_what_sdks_send(path: str) -> None:
    asks = request(path, "OPTIONS", origin=APP_ORIGIN, access_control_request_method="POST")
    head, _ = asked(is_never_asked, asks)
    assert head["status"] == 200
    assert values(head, "access-control-allow-origin") == ["*"]
    allowed = values(head, "access-control-allow-headers")[0].lower().split(",")
    assert {*SENT_BY_SDKS, "*"} <= set(allowed)
    assert "POST" in values(head, "access-control-allow-methods")[0].split(",")


@pytest.mark.parametrize(
    ("path", "host"),
    [
        *(("/bucket/key", "localhost"), ("/bucket", "localhost"), ("/_aws/execute-api/abc/dev", "localhost")),
        *(("/", "bucket.localhost"), ("/dev", "abcdef01.execute-api.localhost:4566")),
    ],
)
def test_a_preflight_of_a_bucket_or_an_api_is_answered_by_its_own_settings(path: str, host: str) -> None:
    asks = request(path, "OPTIONS", host=host, origin=APP_ORIGIN, access_control_request_method="PUT")
    _, body = asked(answering(), asks)
    assert body == b"answer"
