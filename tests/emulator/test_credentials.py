"""IAM is enforced: who may call what."""

from __future__ import annotations

import boto3
import httpx
import pytest

from tests import http
from tests.emulator.account import Account, Pool
from tests.emulator.errors import error_of

JSON = {"content-type": "application/x-amz-json-1.1"}


@pytest.fixture(scope="module")
def pool(account: Account) -> Pool:
    return account.pool()


def _post(endpoint_url: str, operation: str, body: str) -> httpx.Response:
    headers = JSON | {"x-amz-target": f"AWSCognitoIdentityProviderService.{operation}"}
    return http.post(endpoint_url, content=body, headers=headers, trust_env=False)


@pytest.mark.parametrize("operation", ["AdminConfirmSignUp", "AdminGetUser", "AdminDeleteUser"])
def test_an_unsigned_administrators_call_is_refused(pool: Pool, operation: str) -> None:
    user = pool.sign_up()
    body = f'{{"UserPoolId": "{pool.id}", "Username": "{user.name}"}}'
    answer = _post(pool.account.endpoint_url, operation, body)
    assert answer.status_code in (400, 403)
    assert "MissingAuthenticationToken" in answer.json()["__type"]
    assert user.status() == "UNCONFIRMED"


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("cognito-idp", "list_user_pools"),
        ("dynamodb", "list_tables"),
        ("lambda", "list_functions"),
        ("iam", "list_roles"),
    ],
)
def test_an_unknown_access_key_is_refused(endpoint_url: str, service: str, operation: str) -> None:
    client = boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",  # pragma: allowlist secret - AWS documents it
        aws_secret_access_key="wrong",
    )
    parameters = {"MaxResults": 1} if service == "cognito-idp" else {}
    refused = error_of(lambda: getattr(client, operation)(**parameters))
    assert refused[0] in ("UnrecognizedClientException", "InvalidClientTokenId")


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"text"', "{}", '{"ClientId": 7, "Username": {}}'])
@pytest.mark.parametrize(
    "operation", ["SignUp", "ConfirmSignUp", "ConfirmForgotPassword", "AdminConfirmSignUp"]
)
def test_a_malformed_body_is_an_error_and_no_stack_trace(
    endpoint_url: str, operation: str, body: str
) -> None:
    answer = _post(endpoint_url, operation, body)
    assert answer.status_code >= 400
    assert answer.json()["__type"]
    assert "Traceback" not in answer.text


def test_a_request_without_a_target_is_an_error_and_no_stack_trace(endpoint_url: str) -> None:
    answer = http.post(endpoint_url, content="{}", headers=JSON, trust_env=False)
    assert answer.status_code >= 400
    assert "Traceback" not in answer.text


def test_an_unknown_operation_is_an_error(endpoint_url: str) -> None:
    assert _post(endpoint_url, "MakeCoffee", "{}").status_code >= 400


@pytest.mark.parametrize("path", ["/_localstack/health", "/_ministack/health"])
def test_the_health_page_passes_through(endpoint_url: str, path: str) -> None:
    answer = http.get(endpoint_url + path, trust_env=False)
    assert answer.is_success
    assert "cognito-idp" in answer.json()["services"]
