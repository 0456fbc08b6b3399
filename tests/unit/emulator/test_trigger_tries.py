"""Which failures of the Lambda service are tried again.

The Lambda service is a stand-in here: the real one cannot be told to fail once and then recover.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.triggers.function import FunctionArn, TriggerFunctions

POOL_ARN = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example00"
FUNCTION = FunctionArn("arn:aws:lambda:us-east-1:123456789012:function:welcome")
NOT_INVOKED = "UnexpectedLambdaException: PostConfirmation invocation failed due to error Status{}Exception."
POLICY = {
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cognito-idp.amazonaws.com"},
            "Action": "lambda:InvokeFunction",
            "Resource": FUNCTION.text,
        }
    ]
}


@dataclass
class LambdaService:
    """Answers Invoke with one status after another; 200 carries an event."""

    statuses: list[int]
    invocations: int = field(default=0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].endswith("/policy"):
            await Response(json.dumps({"Policy": json.dumps(POLICY)}))(scope, receive, send)
            return
        status = self.statuses[self.invocations]
        self.invocations += 1
        answer = AwsError(f"Status{status}Exception", "", status).response()
        await (Response('{"response": {}}') if status == 200 else answer)(scope, receive, send)


def _run(service: LambdaService) -> str | None:
    """The error that the trigger ends in; None when it ends well."""
    try:
        asyncio.run(TriggerFunctions(AwsApi(service, "test")).run("PostConfirmation", FUNCTION, POOL_ARN, {}))
    except AwsError as error:
        return f"{error.code}: {error.message}"
    return None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_throttling_and_faults_of_the_service_are_tried_again(status: int) -> None:
    service = LambdaService([status, status, 200])
    assert _run(service) is None
    assert service.invocations == 3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_the_third_try_is_the_last(status: int) -> None:
    service = LambdaService([status] * 4)
    assert _run(service) == NOT_INVOKED.format(status)
    assert service.invocations == 3


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_a_refusal_is_final(status: int) -> None:
    service = LambdaService([status, 200])
    assert _run(service) == NOT_INVOKED.format(status)
    assert service.invocations == 1
