"""What a request asks for is told in AWS's words, and never in the caller's own."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.recording.names import UNNAMED, Asked, asked, headers_of, trace_of

SIGNED = b"AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-central-1/%s/aws4_request, SignedHeaders=host"


def scope(path: str = "/", method: str = "POST", **headers: bytes) -> dict[str, Any]:
    named = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "query_string": b"", "headers": named}


def told(request: dict[str, Any], body: bytes) -> Asked:
    return asked(request, headers_of(request), body)


@pytest.mark.parametrize(
    ("target", "service", "operation"),
    [
        (b"AWSCognitoIdentityProviderService.AdminGetUser", b"cognito-idp", "AdminGetUser"),
        (b"DynamoDB_20120810.PutItem", b"dynamodb", "PutItem"),
        (b"AmazonSQS.SendMessage", b"sqs", "SendMessage"),
    ],
)
def test_a_target_names_the_operation(target: bytes, service: bytes, operation: str) -> None:
    request = scope(x_amz_target=target, authorization=SIGNED % service)
    assert told(request, b"{}") == Asked(service.decode(), operation, "eu-central-1", is_signed=True)


def test_an_unsigned_call_of_user_pools_tells_no_region() -> None:
    request = scope(x_amz_target=b"AWSCognitoIdentityProviderService.SignUp")
    assert told(request, b"{}") == Asked("cognito-idp", "SignUp", "", is_signed=False)


def test_a_forms_action_names_the_operation() -> None:
    request = scope(authorization=SIGNED % b"sns", content_type=b"application/x-www-form-urlencoded")
    assert told(request, b"Version=2010-03-31&Action=Publish&Message=hi").operation == "Publish"


def test_a_path_names_what_iam_is_asked_about() -> None:
    request = scope("/2015-03-31/functions/welcome/invocations", authorization=SIGNED % b"lambda")
    assert told(request, b"{}").operation == "InvokeFunction"


@pytest.mark.parametrize(
    ("path", "service", "operation"),
    [
        ("/signup", "hosted-ui", "POST /signup"),
        ("/oauth2/token", "oauth2", "POST /oauth2/token"),
        ("/_console/people/confirm", "console", "POST"),
    ],
)
def test_a_page_is_named_by_its_path(path: str, service: str, operation: str) -> None:
    assert told(scope(path), b"") == Asked(service, operation, "", is_signed=False)


@pytest.mark.parametrize("name", ["ada@example.com", "Sign Up", "a" * 100, ""])
def test_what_is_no_name_of_awss_is_not_told(name: str) -> None:
    request = scope(x_amz_target=b"AWSCognitoIdentityProviderService." + name.encode())
    assert told(request, b"{}").operation == UNNAMED
    request = scope(f"/oauth2/{name}")
    assert name == "" or name not in told(request, b"").operation


def test_a_call_of_a_function_tells_its_trace() -> None:
    header = b"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0"
    assert trace_of(headers_of(scope(x_amzn_trace_id=header))) == "1-5759e988-bd862e3fe1be46a994272793"
    assert trace_of(headers_of(scope(x_amzn_trace_id=b"Parent=53995c3f42cd8ad8"))) == ""
    assert trace_of({}) == ""
