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
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.cognito.triggers.function import TriggerFunctions
from tests.unit.emulator import own_pool

FUNCTION = f"arn:aws:lambda:us-east-1:{own_pool.ACCOUNT}:function:welcome"
NOT_INVOKED = "UnexpectedLambdaException: PostConfirmation invocation failed due to error {}."
POLICY = {
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cognito-idp.amazonaws.com"},
            "Action": "lambda:InvokeFunction",
            "Resource": FUNCTION,
        }
    ]
}


@dataclass
class LambdaService(LambdaFunctions):
    """Answers Invoke with one status after another, 200 with `output`; GetPolicy with `allowed`."""

    statuses: list[int]
    output: bytes = b'{"response": {}}'
    allowed: dict[str, Any] | AwsError = field(default_factory=lambda: POLICY)
    invocations: int = 0

    async def policy(self, function: FunctionArn) -> dict[str, Any]:
        assert function.text == FUNCTION
        if isinstance(self.allowed, AwsError):
            raise self.allowed
        return self.allowed

    async def invoke(self, function: FunctionArn, payload: Mapping[str, Any]) -> tuple[bytes, bool]:
        assert (function.name, payload) == ("welcome", {})
        status = self.statuses[self.invocations]
        self.invocations += 1
        if status != 200:
            raise AwsError(f"Status{status}Exception", "", status)
        return self.output, b"errorMessage" in self.output


def _run(service: LambdaService, **functions: str) -> str | None:
    """The error that the trigger ends in; None when it ends well."""
    pool = own_pool.pool(Store.open(), LambdaConfig=functions or {"PostConfirmation": FUNCTION})
    try:
        asyncio.run(TriggerFunctions(service).run("PostConfirmation", pool, {}))
    except AwsError as error:
        return f"{error.code}: {error.message}"
    return None


def test_a_pool_without_the_function_runs_none() -> None:
    service = LambdaService([200])
    assert _run(service, PreSignUp=FUNCTION) is None
    assert service.invocations == 0


@pytest.mark.parametrize("status", [429, 500, 503])
def test_throttling_and_faults_of_the_service_are_tried_again(status: int) -> None:
    service = LambdaService([status, status, 200])
    assert _run(service) is None
    assert service.invocations == 3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_the_third_try_is_the_last(status: int) -> None:
    service = LambdaService([status] * 4)
    assert _run(service) == NOT_INVOKED.format(f"Status{status}Exception")
    assert service.invocations == 3


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_a_refusal_is_final(status: int) -> None:
    service = LambdaService([status, 200])
    assert _run(service) == NOT_INVOKED.format(f"Status{status}Exception")
    assert service.invocations == 1


def test_an_error_of_the_function_is_final_and_told_in_its_words() -> None:
    service = LambdaService([200, 200], b'{"errorMessage": "no room at the inn"}')
    expected = "UserLambdaValidationException: PostConfirmation failed with error no room at the inn."
    assert _run(service) == expected
    assert service.invocations == 1


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"null",
        b"[]",
        b'"done"',
        b'{"response": null}',
        b"{}",
        b"\xff",
        b"NaN",
        b"[" * 100_000,
        b'{"response": {"a": "\\ud800"}}',
        b'{"response": {"a": NaN}}',
    ],
)
def test_an_answer_that_is_no_event_is_refused(output: bytes) -> None:
    service = LambdaService([200], output)
    assert _run(service) == "InvalidLambdaResponseException: Unrecognizable lambda output"


# GetPolicy answers alike for a function that is gone and for one without a policy
@pytest.mark.parametrize("allowed", [{"Statement": []}, AwsError("ResourceNotFoundException", "", 404)])
def test_a_function_that_does_not_let_cognito_in_is_not_invoked(allowed: dict[str, Any] | AwsError) -> None:
    service = LambdaService([200], allowed=allowed)
    assert _run(service) == NOT_INVOKED.format("AccessDeniedException")
    assert service.invocations == 0
