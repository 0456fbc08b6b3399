"""Which operation a request asks for, by botocore's models."""

from __future__ import annotations

import pytest

from cognito_emulator.faults.asked_operation import Asked, asked_operation
from cognito_emulator.faults.fault import service_model
from cognito_emulator.gateway.request_parts import RequestParts

QUERY = {"content-type": "application/x-www-form-urlencoded"}


def request(
    method: str, path: str, headers: dict[str, str] | None = None, query: str = "", signed_for: str = ""
) -> RequestParts:
    named = [(b"host", b"127.0.0.1:4566")]
    named += [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    if signed_for:
        scope_of_key = f"test/20260101/us-east-1/{signed_for}/aws4_request"
        signature = f"AWS4-HMAC-SHA256 Credential={scope_of_key}, SignedHeaders=host, Signature={'0' * 64}"
        named += [(b"authorization", signature.encode()), (b"x-amz-date", b"20260101T000000Z")]
    return RequestParts.of(
        {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": named}
    )


@pytest.mark.parametrize(
    ("query", "headers", "operation"),
    [
        ("", {}, "PutObject"),
        ("", {"x-amz-copy-source": "bucket/other"}, "CopyObject"),
        ("partNumber=1&uploadId=id", {}, "UploadPart"),
        ("acl", {}, "PutObjectAcl"),
    ],
)
def test_of_operations_at_one_path_the_one_is_meant_that_says_most_of_the_request(
    query: str, headers: dict[str, str], operation: str
) -> None:
    asked = request("PUT", "/bucket/a/key", headers, query, signed_for="s3")
    assert asked_operation(service_model("s3"), asked, b"") == Asked(operation, "rest-xml")


def test_a_path_of_another_service_asks_for_nothing() -> None:
    asked = request("GET", "/2015-03-31/functions", signed_for="s3")
    assert asked_operation(service_model("lambda"), asked, b"") is None


def test_a_target_of_another_service_asks_for_nothing() -> None:
    asked = request("POST", "/", {"x-amz-target": "DynamoDB_20120810.PutItem"})
    assert asked_operation(service_model("dynamodb"), asked, b"") == Asked("PutItem", "json")
    assert asked_operation(service_model("sqs"), asked, b"") is None


def test_an_action_is_of_the_service_whose_version_it_names() -> None:
    asked, body = request("POST", "/", QUERY), b"Action=Publish&Version=2010-03-31"
    assert asked_operation(service_model("sns"), asked, body) == Asked("Publish", "query")
    assert asked_operation(service_model("sts"), asked, body) is None
