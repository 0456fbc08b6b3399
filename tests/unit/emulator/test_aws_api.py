"""The calls that the middleware makes inside the process."""

from __future__ import annotations

import asyncio
import json
from contextvars import ContextVar
from dataclasses import dataclass, field

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.errors import AwsError

region_of_the_request: ContextVar[str] = ContextVar("region_of_the_request", default="none")


@dataclass
class Service:
    """Stands in for the engine: notes what it is sent, sets a context variable, answers."""

    answer: Response = field(default_factory=lambda: Response("{}"))
    authorizations: list[str] = field(default_factory=list)
    regions_seen: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.authorizations.append(Request(scope).headers["authorization"])
        self.regions_seen.append(region_of_the_request.get())
        region_of_the_request.set("eu-central-1")
        await self.answer(scope, receive, send)


def _call(service: Service, **where: str) -> dict[str, object]:
    return asyncio.run(
        AwsApi(service, "test").cognito("ListUserPools", {}, **{"region": "eu-west-1"} | where)
    )


def test_a_call_is_signed_for_its_region_as_the_default_accounts_root_user() -> None:
    service = Service()
    _call(service)
    (authorization,) = service.authorizations
    assert authorization.startswith("AWS4-HMAC-SHA256 Credential=test/")
    assert "/eu-west-1/cognito-idp/aws4_request" in authorization
    assert "Signature=" in authorization


def test_a_call_for_another_account_is_signed_as_that_accounts_root_user() -> None:
    service = Service()
    _call(service, account="111122223333")
    assert "Credential=111122223333/" in service.authorizations[0]


def test_a_call_neither_sees_nor_changes_its_callers_context() -> None:
    service = Service()

    async def caller() -> str:
        region_of_the_request.set("us-east-1")
        await AwsApi(service, "test").cognito("ListUserPools", {}, region="eu-west-1")
        return region_of_the_request.get()

    assert asyncio.run(caller()) == "us-east-1"
    assert service.regions_seen == ["none"]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"__type": "TooManyRequestsException", "message": "slow down"}, {}),
        ({"__type": "com.amazonaws.x#TooManyRequestsException", "Message": "slow down"}, {}),
        ({"message": "slow down"}, {"x-amzn-errortype": "TooManyRequestsException:http://internal/"}),
    ],
)
def test_an_error_is_raised_with_its_code_message_and_status(
    body: dict[str, str], headers: dict[str, str]
) -> None:
    with pytest.raises(AwsError) as caught:
        _call(Service(Response(json.dumps(body), 429, headers)))
    error = caught.value
    assert (error.code, error.message, error.status) == ("TooManyRequestsException", "slow down", 429)


def test_an_error_that_is_no_json_is_raised_too() -> None:
    with pytest.raises(AwsError) as caught:
        _call(Service(Response("<html>", 502)))
    assert (caught.value.code, caught.value.status) == ("UnknownError", 502)
