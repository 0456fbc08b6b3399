"""Every answer over HTTP, whoever makes it: its id, its date, and what an allowed page may read of it."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import pytest

from tests import http
from tests.emulator.account import PASSWORD, Account, Pool
from tests.emulator.errors import error_of

ORIGIN = "http://localhost:3000"
EXPOSED = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
TARGET = "AWSCognitoIdentityProviderService."
CHINESE = "对不起, 客栈\n没有空房间"


@pytest.fixture(scope="module")
def pool(account: Account) -> Pool:
    return account.pool()


def _call(account: Account, operation: str, **parameters: Any) -> httpx.Response:
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET + operation}
    return _ask(account, "POST", "/", content=json.dumps(parameters), headers=headers)


def _ask(account: Account, method: str, path: str, **request: Any) -> httpx.Response:
    headers = {"origin": ORIGIN, **request.pop("headers", {})}
    return http.request(method, account.endpoint_url + path, headers=headers, trust_env=False, **request)


def _check(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]
    assert answer.headers.get_list("access-control-expose-headers") == [EXPOSED]
    assert len(answer.headers.get_list("x-amzn-requestid")) == 1
    assert len(answer.headers.get_list("date")) == 1


def test_a_page_reads_every_answer_of_the_user_pools_api(account: Account, pool: Pool) -> None:
    name = f"{uuid.uuid4().hex}@example.com"
    asked = {"ClientId": pool.client_id, "Username": name}
    login = {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": name, "PASSWORD": PASSWORD}}
    attributes = [{"Name": "email", "Value": name}]
    for status in (200, 400):
        _check(_call(account, "SignUp", **asked, Password=PASSWORD, UserAttributes=attributes), status)
    _check(_call(account, "ResendConfirmationCode", **asked), 200)
    _check(_call(account, "ConfirmSignUp", **asked, ConfirmationCode="000000"), 400)
    _check(_call(account, "InitiateAuth", ClientId=pool.client_id, **login), 400)
    account.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=name)
    _check(_call(account, "InitiateAuth", ClientId=pool.client_id, **login), 200)
    _check(_call(account, "ForgotPassword", **asked), 400)  # the address is not verified
    _check(_call(account, "GetUser", AccessToken="none"), 400)
    _check(_call(account, "MakeCoffee"), 400)
    _check(_call(account, "SignUp", **asked, Password=7), 400)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/POOL/.well-known/jwks.json", 200),
        ("GET", "/POOL/.well-known/openid-configuration", 200),
        ("POST", "/oauth2/token", 400),
        ("GET", "/login", 400),
        ("GET", "/_localstack/health", 200),
        ("GET", "/_inbox", 403),
        ("GET", "/nobodys-bucket/key", 403),
    ],
)
def test_a_page_reads_every_other_answer(
    account: Account, pool: Pool, method: str, path: str, status: int
) -> None:
    answer = _ask(account, method, path.replace("POOL", pool.id))
    assert answer.status_code >= 400 if status == 400 else answer.status_code == status
    _check(answer, answer.status_code)


def test_a_file_that_is_not_there_is_a_404_with_an_id(account: Account) -> None:
    answer = http.get(f"{account.endpoint_url}/_emulator/nothing.css", trust_env=False)
    assert answer.status_code == 404
    assert len(answer.headers.get_list("x-amzn-requestid")) == 1


@pytest.mark.parametrize("path", ["/", "/oauth2/token"])
def test_a_preflight_allows_what_an_sdk_sends(account: Account, path: str) -> None:
    asks = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-amz-target,x-amz-user-agent",
    }
    answer = _ask(account, "OPTIONS", path, headers=asks)
    _check(answer, 200)
    allowed = answer.headers["access-control-allow-headers"].lower().split(",")
    assert set(asks["access-control-request-headers"].split(",")) <= set(allowed)
    assert "POST" in answer.headers["access-control-allow-methods"].split(",")


def test_a_trigger_refuses_in_any_letters(account: Account) -> None:
    refuses = account.function(f"raise ValueError({CHINESE!r})")
    pool = account.pool(PreSignUp=refuses)
    expected = ("UserLambdaValidationException", f"PreSignUp failed with error {CHINESE}.", 400)
    assert error_of(pool.sign_up) == expected
    name = f"{uuid.uuid4().hex}@example.com"
    asked = {"ClientId": pool.client_id, "Username": name, "Password": PASSWORD}
    answer = _call(account, "SignUp", **asked, UserAttributes=[{"Name": "email", "Value": name}])
    _check(answer, 400)
    assert answer.headers["x-amzn-errortype"] == "UserLambdaValidationException"
    assert answer.headers["x-amzn-errormessage"].isascii()
    assert CHINESE in answer.json()["message"]


def test_a_trigger_refuses_at_any_length(account: Account) -> None:
    pool = account.pool(PreSignUp=account.function("raise ValueError('no' * 40000)"))
    assert error_of(pool.sign_up) == (
        "UserLambdaValidationException",
        f"PreSignUp failed with error {'no' * 40000}.",
        400,
    )


def test_a_confirmation_refuses_in_any_letters(account: Account) -> None:
    user = account.pool(PostConfirmation=account.function(f"raise ValueError({CHINESE!r})")).sign_up()
    expected = ("UserLambdaValidationException", f"PostConfirmation failed with error {CHINESE}.", 400)
    assert error_of(user.confirm) == expected
