"""Which failures of the Lambda service are tried again.

The Lambda service is a stand-in here: the real one cannot be told to fail once and then recover.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from cognito_emulator.aws.functions import FunctionArn, LambdaFunctions
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.triggers.function import TriggerFunctions
from cognito_emulator.cognito.user_pool import UserPool

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:welcome"
SETTINGS = {"LambdaConfig": {"PostConfirmation": FUNCTION}}
POOL = UserPool("us-east-1_Example00", "123456789012", "us-east-1", SETTINGS, 0.0, 0.0)
NOT_INVOKED = "UnexpectedLambdaException: PostConfirmation invocation failed due to error Status{}Exception."
STATEMENT = {
    "Effect": "Allow",
    "Principal": {"Service": "cognito-idp.amazonaws.com"},
    "Action": "lambda:InvokeFunction",
    "Resource": FUNCTION,
}


@dataclass
class StandIn(LambdaFunctions):
    """Answers Invoke with one status after another; 200 carries an event."""

    statuses: list[int]
    invocations: int = field(default=0)

    async def policy(self, function: FunctionArn) -> dict[str, Any]:
        assert function.text == FUNCTION
        return {"Statement": [STATEMENT]}

    async def invoke(self, function: FunctionArn, payload: Mapping[str, Any]) -> tuple[bytes, bool]:
        assert (function.text, payload) == (FUNCTION, {})
        status = self.statuses[self.invocations]
        self.invocations += 1
        if status != 200:
            raise AwsError(f"Status{status}Exception", "", status)
        return b'{"response": {}}', False


def run(service: StandIn) -> str | None:
    """The error that the trigger ends in; None when it ends well."""
    try:
        asyncio.run(TriggerFunctions(service).run("PostConfirmation", POOL, {}))
    except AwsError as error:
        return f"{error.code}: {error.message}"
    return None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_throttling_and_faults_of_the_service_are_tried_again(status: int) -> None:
    service = StandIn([status, status, 200])
    assert run(service) is None
    assert service.invocations == 3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_the_third_try_is_the_last(status: int) -> None:
    service = StandIn([status] * 4)
    assert run(service) == NOT_INVOKED.format(status)
    assert service.invocations == 3


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_a_refusal_is_final(status: int) -> None:
    service = StandIn([status, 200])
    assert run(service) == NOT_INVOKED.format(status)
    assert service.invocations == 1


def test_a_pool_without_the_function_runs_none() -> None:
    service = StandIn([])
    assert asyncio.run(TriggerFunctions(service).run("PreSignUp", POOL, {})) is None
