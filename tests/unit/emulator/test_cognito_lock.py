"""Which Cognito calls wait for which.

The engine is a stand-in that counts its calls at a time: in the real one a race shows only now and then.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cognito_emulator.cognito.ministack.lock import CognitoLock
from cognito_emulator.cognito.request import TARGET_PREFIX

TURNS = 20


@dataclass
class Engine:
    """Answers when every other task has had its turns; `most` is how many calls it has had at a time."""

    now: int = 0
    most: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        self.now -= 1
        await Response("{}")(scope, receive, send)


def _most_at_a_time(*calls: tuple[str, dict[str, str]]) -> int:
    async def run() -> int:
        engine = Engine()
        transport = httpx.ASGITransport(CognitoLock(engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
            await asyncio.gather(
                *(
                    client.post("/", headers={"x-amz-target": operation}, content=json.dumps(parameters))
                    for operation, parameters in calls
                )
            )
        return engine.most

    return asyncio.run(run())


def _call(operation: str, **parameters: str) -> tuple[str, dict[str, str]]:
    return TARGET_PREFIX + operation, parameters


@pytest.mark.parametrize("other", ["AdminGetUser", "AdminAddUserToGroup", "ListUsers", "ConfirmSignUp"])
def test_calls_that_run_no_function_go_one_at_a_time(other: str) -> None:
    assert _most_at_a_time(_call("AdminGetUser"), _call(other), _call(other)) == 1


@pytest.mark.parametrize("outer", ["SignUp", "AdminCreateUser", "InitiateAuth", "RespondToAuthChallenge"])
def test_nobody_waits_for_a_call_that_may_wait_for_a_function(outer: str) -> None:
    assert _most_at_a_time(_call(outer, Username="ada"), _call("AdminGetUser", Username="ada")) == 2


def test_two_users_are_created_side_by_side() -> None:
    assert _most_at_a_time(_call("SignUp", Username="ada"), _call("SignUp", Username="grace")) == 2


@pytest.mark.parametrize("other", ["SignUp", "AdminCreateUser"])
def test_one_name_is_created_once_at_a_time_whatever_its_case(other: str) -> None:
    assert _most_at_a_time(_call("SignUp", Username="ada"), _call(other, Username="ADA")) == 1


def test_other_services_wait_for_nobody() -> None:
    dynamodb: tuple[str, dict[str, str]] = ("DynamoDB_20120810.PutItem", {})
    assert _most_at_a_time(_call("AdminGetUser"), dynamodb, dynamodb) == 3
