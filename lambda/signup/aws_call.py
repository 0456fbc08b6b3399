"""One call to AWS: how long it may take, what is tried again, and what its failure may say.

Cognito waits 5 s for a trigger, whatever the function's own timeout. The worst case of a sign-up:

    attempt     CONNECT_SECONDS 0.6 + READ_SECONDS 0.8                        = 1.4 s
    PutItem and AdminAddUserToGroup, each attempt begun in time to end within   2.5 s
    SendMessage to the repair queue where one of them failed, within            1.5 s
    left of 5 s for a cold start and the queue's client, made when needed       1.0 s

CONNECT_SECONDS bounds the TCP connection and then, anew, the TLS handshake: they are not spent twice, since
Linux repeats a lost SYN after 1 s only, so that a connection takes one round trip or fails. A handshake of
0.4 s fits; a first call's own work, some 70 ms on a whole core, is 120 ms at the function's 1024 MB.

botocore's own retries are off (one attempt): its back-off reaches 1 s a retry, and 5 s more where a
response asks for it, so the calls would not fit. A slow AWS is therefore asked once, a busy one thrice.
Not bounded here: name resolution, a host name with several dead addresses (0.6 s for each), and an answer
that comes in pieces (0.8 s for each).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as AwsConnectionError

from signup.errors import AwsCallError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signup.deadline import Deadline

CONNECT_SECONDS = 0.6
READ_SECONDS = 0.8
ATTEMPT_SECONDS = CONNECT_SECONDS + READ_SECONDS
RETRY_WITHIN_SECONDS = 0.4
BACKOFF_SECONDS = (0.05, 0.15)

SIGN_UP_SECONDS = 2.5
QUEUE_SECONDS = 1.5

TOO_LITTLE_TIME = "TooLittleTimeLeft"
INCOMPLETE_ANSWER = "IncompleteAnswer"

# Error codes with HTTP status 400 that pass with time; those with 429 and 5xx pass whatever their code.
THROTTLING_CODES = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ReplicatedWriteConflictException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
    }
)

T = TypeVar("T")


def aws_call(operation: str, send: Callable[[], T], deadline: Deadline) -> T:
    """Return what `send` returns, trying again where that may help. Raises AwsCallError only.

    `operation` is for messages; `send` has to be safe to repeat. No attempt begins that could end after
    the deadline: where not even the first can, the error's code is TooLittleTimeLeft.
    """
    retry_until = min(deadline.clock.monotonic() + RETRY_WITHIN_SECONDS, deadline.moment - ATTEMPT_SECONDS)
    failure = AwsCallError(operation, TOO_LITTLE_TIME, transient=True)
    if not deadline.leaves(ATTEMPT_SECONDS):
        raise failure
    for backoff in (*BACKOFF_SECONDS, None):
        try:
            return send()
        except (BotoCoreError, ClientError) as error:
            failure = _failure(operation, error)
        # Jitter keeps those who were throttled together from coming back together.
        pause = None if backoff is None else backoff * random.uniform(0.5, 1)  # noqa: S311
        if pause is None or not failure.transient or deadline.clock.monotonic() + pause > retry_until:
            break
        deadline.clock.sleep(pause)
    # Raised outside the `except`: botocore's message may repeat what was sent, and a traceback shows causes.
    raise failure


def member(operation: str, answer: Mapping[str, Any], name: str) -> Any:
    """Return a member that the work needs and AWS's model calls optional. Raises AwsCallError without it.

    That counts as passing: what is asked later is told in full, or ends in the dead-letter queue.
    """
    if answer.get(name) is None:
        raise AwsCallError(operation, INCOMPLETE_ANSWER, transient=True)
    return answer[name]


def error_code(error: ClientError) -> str:
    """Return AWS's error code, "Unknown" where an error came without one."""
    return error.response.get("Error", {}).get("Code", "Unknown")


def _failure(operation: str, error: BotoCoreError | ClientError) -> AwsCallError:
    if isinstance(error, ClientError):
        code = error_code(error)
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        passes = code in THROTTLING_CODES or status == 429 or status >= 500
        return AwsCallError(operation, code, transient=passes)
    no_answer = isinstance(error, (AwsConnectionError, HTTPClientError))
    return AwsCallError(operation, type(error).__name__, transient=no_answer)
