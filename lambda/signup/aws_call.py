"""One call to AWS: how long it may take, what is tried again, and what its failure may say.

Cognito waits 5 s for a trigger, whatever the function's own timeout. The worst case of a sign-up:

    attempt     CONNECT_SECONDS 0.4 + READ_SECONDS 1.0                      = 1.4 s
    call        last attempt starts by RETRY_WITHIN_SECONDS 0.4, + 1.4      = 1.8 s
    sign-up     PutItem 1.8 + AdminAddUserToGroup 1.8                       = 3.6 s
    left of 5 s for a cold start and whatever follows a failed call         = 1.4 s

botocore's own retries are off (one attempt): its back-off reaches 1 s a retry, and 5 s more where a
response asks for it, so two calls would not fit. A slow AWS is therefore asked once, a busy one thrice.
Not bounded here: name resolution, and a host name with several dead addresses (0.4 s for each).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as AwsConnectionError

from signup.errors import AwsCallError

if TYPE_CHECKING:
    from collections.abc import Callable

    from signup.clock import Clock

CONNECT_SECONDS = 0.4
READ_SECONDS = 1.0
RETRY_WITHIN_SECONDS = 0.4
BACKOFF_SECONDS = (0.05, 0.15)

# Error codes with HTTP status 400 that pass with time; those with 5xx pass whatever their code.
THROTTLING_CODES = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ReplicatedWriteConflictException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
    }
)

T = TypeVar("T")


def aws_call(operation: str, send: Callable[[], T], clock: Clock) -> T:
    """Return what `send` returns, trying again where that may help. Raises AwsCallError only.

    `operation` is for messages; `send` has to be safe to repeat.
    """
    started = clock.monotonic()
    for backoff in (*BACKOFF_SECONDS, None):
        try:
            return send()
        except (BotoCoreError, ClientError) as error:
            failure = _failure(operation, error)
        # Jitter keeps those who were throttled together from coming back together.
        pause = None if backoff is None else backoff * random.uniform(0.5, 1)  # noqa: S311
        if pause is None or not failure.transient or _elapsed(clock, started) + pause > RETRY_WITHIN_SECONDS:
            break
        clock.sleep(pause)
    # Raised outside the `except`: botocore's message may repeat what was sent, and a traceback shows causes.
    raise failure


def _elapsed(clock: Clock, started: float) -> float:
    return clock.monotonic() - started


def _failure(operation: str, error: BotoCoreError | ClientError) -> AwsCallError:
    if isinstance(error, ClientError):
        code = error.response.get("Error", {}).get("Code", "Unknown")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return AwsCallError(operation, code, transient=code in THROTTLING_CODES or status >= 500)
    no_answer = isinstance(error, (AwsConnectionError, HTTPClientError))
    return AwsCallError(operation, type(error).__name__, transient=no_answer)
