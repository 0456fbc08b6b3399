"""Run a user pool's Lambda function as Cognito does: permission, time limit, tries, errors.

Sources. The Cognito developer guide, "Customizing user pool workflows with Lambda triggers": a function must
answer within five seconds, Cognito tries three times, the limit is fixed. AWS re:Post, "How do I troubleshoot
errors with Lambda triggers": the wording of the errors, and that a deleted function is AccessDeniedException.
Users' reports: the wording of a time-out. The guide names no other failure that is tried again; trying again
after throttling and faults of the Lambda service is what AWS's SDKs do and Lambda's guide advises.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.aws.functions import FunctionArn, LambdaFunctions
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.triggers.cold_starts import ColdStarts
from cognito_emulator.cognito.triggers.resource_policy import Invocation, allows
from cognito_emulator.cognito.triggers.responses import checked, unrecognizable
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.recording.current import recorded
from cognito_emulator.recording.step import Kind
from cognito_emulator.strict_json import parsed

logger = logging.getLogger(__name__)

TRIES = 3
SECONDS_FOR_EACH_TRY = 5.0
_THROTTLED = 429
_TIME_OUT = "Socket timeout while invoking Lambda function"
_TriedResult = tuple[bytes, bool]


@dataclass
class TriggerFunctions:
    """Runs the functions in pools' LambdaConfig."""

    functions: LambdaFunctions
    _cold_starts: ColdStarts = field(default_factory=ColdStarts)
    _abandoned: set[asyncio.Task[_TriedResult]] = field(default_factory=set)

    async def run(
        self, trigger: str, pool: UserPool, event: dict[str, Any], *, arn: str | None = None
    ) -> dict[str, Any] | None:
        """What the pool's function for `trigger` says in `response`; None where the pool has none.

        `arn` is the function's, where the pool names it elsewhere. AwsError, as Cognito's, if it fails.
        """
        named = arn or pool.functions.get(trigger)
        if not named:
            return None
        return checked(trigger, _response(await self._invoke(trigger, pool, event, named)))

    async def tell(self, trigger: str, pool: UserPool, event: dict[str, Any], arn: str) -> None:
        """As `run`, for a function of whose answer nothing is expected."""
        await self._invoke(trigger, pool, event, arn)

    async def _invoke(self, trigger: str, pool: UserPool, event: dict[str, Any], arn: str) -> bytes:
        with recorded(Kind.TRIGGER, pool.id, trigger, event) as step:
            function = FunctionArn(arn)
            if not await self.may_invoke(function, pool.arn):
                raise _not_invoked(trigger, "AccessDeniedException.")
            output, is_error = await self._try(trigger, function, event)
            step.answered(output)
            if is_error:
                raise AwsError(
                    "UserLambdaValidationException", f"{trigger} failed with error {_message(output)}."
                )
        return output

    async def may_invoke(self, function: FunctionArn, pool_arn: str) -> bool:
        """Whether the function is there and its policy lets the pool invoke it."""
        try:
            policy = await self.functions.policy(function)
        except AwsError as error:
            if error.code == "ResourceNotFoundException":
                return False  # no policy, or no function: AWS answers alike
            raise
        return allows(policy, Invocation(function.text, pool_arn, account=pool_arn.split(":")[4]))

    async def _try(self, trigger: str, function: FunctionArn, event: dict[str, Any]) -> _TriedResult:
        failure = _TIME_OUT
        for _ in range(TRIES):
            try:
                result = await self._within_the_limit(function, event)
            except AwsError as error:
                if not (error.status >= 500 or error.status == _THROTTLED):
                    raise _not_invoked(trigger, f"{error.code}.") from error
                failure = error.code
                continue
            if result is not None:
                return result
            failure = _TIME_OUT
        raise _not_invoked(trigger, f"{failure}.")

    async def _within_the_limit(self, function: FunctionArn, event: dict[str, Any]) -> _TriedResult | None:
        """What the function answers in time, or None. A late function runs on, as on AWS: nobody hears it."""
        async with self._cold_starts.turn(function.text):
            invocation = asyncio.create_task(self.functions.invoke(function, event))
            self._cold_starts.began(function.text, invocation)
            done, _ = await asyncio.wait([invocation], timeout=SECONDS_FOR_EACH_TRY)
        if done:
            return invocation.result()
        self._abandoned.add(invocation)
        invocation.add_done_callback(self._forget)
        return None

    def _forget(self, task: asyncio.Task[_TriedResult]) -> None:
        self._abandoned.discard(task)
        if not task.cancelled() and task.exception():
            logger.info("A function that Cognito no longer waited for failed.")


def _not_invoked(trigger: str, cause: str) -> AwsError:
    return AwsError("UnexpectedLambdaException", f"{trigger} invocation failed due to error {cause}")


def _message(output: bytes) -> str:
    """The `errorMessage` that the Lambda service gives for a function's error."""
    content = _parsed(output)
    return str(content.get("errorMessage")) if isinstance(content, dict) else "null"


def _response(output: bytes) -> dict[str, Any]:
    """The `response` of the event that a function returns."""
    content = _parsed(output)
    response = content.get("response") if isinstance(content, dict) else None
    if not isinstance(response, dict):
        raise unrecognizable()
    return response


def _parsed(output: bytes) -> object:
    try:
        value: object = parsed(output)
    except ValueError:
        return None
    return value
