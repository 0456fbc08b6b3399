"""How often AWS is asked, for how long, and what a failure says."""

from __future__ import annotations

import traceback
from contextlib import suppress

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)
from hypothesis import example, given
from hypothesis import strategies as st

from signup.aws_call import (
    ATTEMPT_SECONDS,
    QUEUE_SECONDS,
    READ_SECONDS,
    SIGN_UP_SECONDS,
    THROTTLING_CODES,
    aws_call,
)
from signup.deadline import Deadline
from signup.errors import AwsCallError
from tests.unit.fakes import FakeTime, client_error

COGNITO_SECONDS = 5
URL = "https://dynamodb.example"

TRANSIENT: list[ClientError | BotoCoreError] = [
    *map(client_error, sorted(THROTTLING_CODES)),
    client_error("InternalServerError", 500),
    client_error("InternalErrorException", 500),
    client_error("ServiceUnavailable", 503),
    client_error("AnyCode", 429),
    ConnectionClosedError(endpoint_url=URL),
    ConnectTimeoutError(endpoint_url=URL),
    EndpointConnectionError(endpoint_url=URL),
    ReadTimeoutError(endpoint_url=URL),
]
PERMANENT: list[ClientError | BotoCoreError] = [
    client_error("AccessDeniedException"),
    client_error("ConditionalCheckFailedException"),
    client_error("ResourceNotFoundException"),
    client_error("UserNotFoundException"),
    client_error("ValidationException"),
    NoCredentialsError(),
    ParamValidationError(report="Invalid type for parameter Item"),
]


def _deadline(time: FakeTime, seconds: float = 60.0) -> Deadline:
    return Deadline.after(seconds, time.clock())


class Sender:
    """Raises its failures in turn, then returns "answer"; an attempt takes `seconds`, or those in turn."""

    def __init__(
        self, time: FakeTime, *failures: Exception, seconds: float = 0.0, in_turn: tuple[float, ...] = ()
    ) -> None:
        self.time, self.failures, self.seconds = time, list(failures), [*in_turn, *[seconds] * 9]
        self.attempts = 0

    def __call__(self) -> str:
        self.attempts += 1
        self.time.move(self.seconds.pop(0))
        if self.failures:
            raise self.failures.pop(0)
        return "answer"


@pytest.mark.parametrize("failure", TRANSIENT, ids=str)
def test_what_passes_with_time_is_asked_again(failure: Exception) -> None:
    time = FakeTime()
    sender = Sender(time, failure, failure)

    assert aws_call("DynamoDB PutItem", sender, _deadline(time)) == "answer"
    assert sender.attempts == 3


@pytest.mark.parametrize("failure", PERMANENT, ids=str)
def test_what_does_not_pass_is_asked_once(failure: Exception) -> None:
    time = FakeTime()
    sender = Sender(time, failure)

    with pytest.raises(AwsCallError) as raised:
        aws_call("DynamoDB PutItem", sender, _deadline(time))
    assert sender.attempts == 1
    assert not raised.value.transient


def test_three_attempts_are_the_most() -> None:
    time = FakeTime()
    sender = Sender(time, *[client_error("ThrottlingException")] * 9)

    with pytest.raises(AwsCallError) as raised:
        aws_call("DynamoDB PutItem", sender, _deadline(time))
    assert sender.attempts == 3
    assert raised.value.transient


def test_a_slow_aws_is_not_asked_again() -> None:
    time = FakeTime()
    sender = Sender(time, ReadTimeoutError(endpoint_url=URL), seconds=READ_SECONDS)

    with pytest.raises(AwsCallError, match="DynamoDB PutItem failed with ReadTimeoutError"):
        aws_call("DynamoDB PutItem", sender, _deadline(time))
    assert sender.attempts == 1


DURATION = st.floats(0, 0.1) | st.floats(0, ATTEMPT_SECONDS)


@given(
    in_turn=st.tuples(DURATION, DURATION, DURATION),
    budget=st.floats(0, 2 * ATTEMPT_SECONDS),
    failures=st.lists(st.sampled_from(TRANSIENT + PERMANENT), max_size=3),
)
@example((0.0, ATTEMPT_SECONDS, 0.0), ATTEMPT_SECONDS + 0.01, [TRANSIENT[0]])
def test_no_call_ends_after_its_deadline(
    in_turn: tuple[float, ...], budget: float, failures: list[ClientError | BotoCoreError]
) -> None:
    time = FakeTime()
    with suppress(AwsCallError):
        aws_call("call", Sender(time, *failures, in_turn=in_turn), _deadline(time, budget))

    assert time.elapsed <= budget + 1e-9


def test_sign_up_and_queue_leave_cognito_a_second_for_a_cold_start() -> None:
    assert SIGN_UP_SECONDS + QUEUE_SECONDS <= COGNITO_SECONDS - 1
    assert QUEUE_SECONDS > ATTEMPT_SECONDS


@given(budget=st.floats(0, ATTEMPT_SECONDS, exclude_max=True))
def test_what_could_not_end_in_time_is_not_begun(budget: float) -> None:
    time = FakeTime()
    sender = Sender(time)

    with pytest.raises(AwsCallError, match="failed with TooLittleTimeLeft") as raised:
        aws_call("call", sender, _deadline(time, budget))
    assert sender.attempts == 0
    assert raised.value.transient


def test_a_failure_names_the_operation_and_the_code() -> None:
    time = FakeTime()

    with pytest.raises(AwsCallError) as raised:
        aws_call("DynamoDB PutItem", Sender(time, client_error("AccessDeniedException")), _deadline(time))
    assert (raised.value.operation, raised.value.code) == ("DynamoDB PutItem", "AccessDeniedException")


@pytest.mark.parametrize(
    "failure",
    [
        client_error("ValidationException", message="1 validation error: value 'ada@example.org' failed"),
        client_error("InternalServerError", 500, message="while writing ada@example.org"),
        ParamValidationError(report="Invalid type, value: ada@example.org"),
    ],
)
def test_what_aws_repeats_of_a_person_goes_no_further(failure: Exception) -> None:
    time = FakeTime()

    with pytest.raises(AwsCallError) as raised:
        aws_call("DynamoDB PutItem", Sender(time, *[failure] * 3), _deadline(time))
    assert "ada@example.org" not in "".join(traceback.format_exception(raised.value))


def test_an_error_that_is_not_awss_is_not_taken_for_one() -> None:
    time = FakeTime()

    with pytest.raises(ZeroDivisionError):
        aws_call("DynamoDB PutItem", Sender(time, ZeroDivisionError()), _deadline(time))
