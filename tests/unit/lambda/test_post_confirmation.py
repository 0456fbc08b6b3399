"""What the trigger acts on, what it lets pass, and what it tells of it."""

from __future__ import annotations

import copy
import io
import json
import logging
import traceback
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics
from botocore.exceptions import EndpointConnectionError, ParamValidationError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from signup.aws_call import ATTEMPT_SECONDS, SIGN_UP_SECONDS
from signup.errors import (
    AwsCallError,
    MalformedEventError,
    RepairNotQueuedError,
    SignUpError,
    UserTypeRefusedError,
)
from signup.onboarding import Onboarding
from signup.post_confirmation import post_confirmation_handler
from signup.proof import POST_CONFIRMATION
from tests.unit.fakes import QUEUE_URL, SETTINGS, FakeAws, FakeTime, client_error
from tests.unit.invocations import CONTEXT, PERSONAL, counted
from tests.unit.json_values import JSON
from tests.unit.trigger_events import (
    EMAIL,
    NAME,
    SUB,
    USERNAME,
    confirm_forgot_password,
    confirm_sign_up,
    without,
)

COGNITO_SECONDS = 5


@dataclass
class Trigger:
    """The handler with Powertools' real logger and metrics, on fake AWS."""

    aws: FakeAws = field(default_factory=FakeAws)
    log: io.StringIO = field(default_factory=io.StringIO)
    time: FakeTime = field(default_factory=FakeTime)

    def __post_init__(self) -> None:
        # A logger of its own: Powertools keeps the first handler of a service's name.
        logger = Logger(service=f"test-{uuid.uuid4()}", stream=self.log)
        metrics = Metrics(namespace="Test", service="test")
        self.aws.time = self.time
        onboarding = Onboarding(SETTINGS, self.aws, self.aws, self.time.clock())
        self._handle = post_confirmation_handler(onboarding, self._sqs, logger, metrics)

    def _sqs(self) -> FakeAws:
        self.aws.calls.append("make the SQS client")
        return self.aws

    def fire(self, event: Any) -> Any:
        return self._handle(event, CONTEXT)

    def log_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


def test_a_confirmed_sign_up_gives_a_profile_and_a_group(capsys: pytest.CaptureFixture[str]) -> None:
    trigger = Trigger()

    trigger.fire(confirm_sign_up())

    assert trigger.aws.calls == ["PutItem", "AdminAddUserToGroup"]
    assert counted(capsys) == {"ProfileSaved": [1.0], "GroupAdded": [1.0], "SignUpCompleted": [1.0]}


@pytest.mark.parametrize("event", [confirm_sign_up(), confirm_forgot_password()])
def test_the_event_returns_to_cognito_as_it_came(event: dict[str, Any]) -> None:
    before = copy.deepcopy(event)

    returned = Trigger().fire(event)

    assert returned is event
    assert event == before


@pytest.mark.parametrize(
    "event",
    [
        confirm_forgot_password(),
        {**confirm_sign_up(), "triggerSource": "PostConfirmation_SomethingNew"},
        {**confirm_sign_up(), "triggerSource": "PreSignUp_SignUp"},
        {**confirm_sign_up(), "triggerSource": None},
        without(confirm_sign_up(), "triggerSource"),
    ],
    ids=["password reset", "new source", "other trigger", "null", "none"],
)
def test_what_is_no_confirmed_sign_up_touches_nothing(
    event: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    trigger = Trigger()

    assert trigger.fire(event) == event
    assert trigger.aws.calls == []
    assert counted(capsys) == {"EventIgnored": [1.0]}


FAILURES = [
    (confirm_sign_up(**{"custom:user_type": "Surgeon-in-chief"}), {}, UserTypeRefusedError, "Refused"),
    (without(confirm_sign_up(), "request", "userAttributes", "sub"), {}, MalformedEventError, "Malformed"),
    ({**confirm_sign_up(), "userName": [USERNAME]}, {}, MalformedEventError, "Malformed"),
    ([EMAIL], {}, MalformedEventError, "Malformed"),
    (
        confirm_sign_up(),
        {"PutItem": [client_error("ValidationException", message=f"Item of {EMAIL} is bad")]},
        AwsCallError,
        "Failed",
    ),
    (
        confirm_sign_up(),
        {"PutItem": [ParamValidationError(report=f"Invalid type, value: {NAME}")]},
        AwsCallError,
        "Failed",
    ),
    (
        confirm_sign_up(),
        {"AdminAddUserToGroup": [client_error("UserNotFoundException", message=f"No user {USERNAME}")]},
        AwsCallError,
        "Failed",
    ),
    (
        confirm_sign_up(),
        {"AdminAddUserToGroup": [client_error("ResourceNotFoundException", message="Group not found")]},
        AwsCallError,
        "Failed",
    ),
]


@pytest.mark.parametrize(("event", "failures", "error", "metric"), FAILURES)
def test_a_failure_is_raised_counted_and_logged(
    event: Any,
    failures: dict[str, list[Exception]],
    error: type[SignUpError],
    metric: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    trigger = Trigger(FakeAws(failures=copy.deepcopy(failures)))

    with pytest.raises(error):
        trigger.fire(event)
    metrics = counted(capsys)
    assert metrics[metric] == [1.0]
    assert "SignUpCompleted" not in metrics
    (line,) = trigger.log_lines()
    assert (line["level"], line["error"]) == ("ERROR", error.__name__)
    assert trigger.aws.messages == []


@pytest.mark.parametrize(("event", "failures", "_error", "_metric"), FAILURES)
def test_no_failure_tells_anything_personal(
    event: Any,
    failures: dict[str, list[Exception]],
    _error: type[SignUpError],
    _metric: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    trigger = Trigger(FakeAws(failures=copy.deepcopy(failures)))

    with pytest.raises(SignUpError) as raised:
        trigger.fire(event)
    told = trigger.log.getvalue() + "".join(traceback.format_exception_only(raised.value))
    told += "".join(map(str, _causes(raised.value))) + capsys.readouterr().out
    assert not [secret for secret in PERSONAL if secret in told]


def _causes(error: BaseException | None) -> list[BaseException]:
    """The errors that a traceback of this one would show beside it."""
    if error is None:
        return []
    shown = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [error, *_causes(shown)]


@pytest.mark.parametrize("log_event", ["true", "false"])
def test_no_success_tells_anything_personal(
    log_event: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POWERTOOLS_LOGGER_LOG_EVENT", log_event)
    monkeypatch.setenv("POWERTOOLS_LOG_LEVEL", "DEBUG")
    trigger = Trigger()

    trigger.fire(confirm_sign_up())
    trigger.fire(confirm_forgot_password())

    told = trigger.log.getvalue() + capsys.readouterr().out
    assert not [secret for secret in PERSONAL if secret in told]


def test_a_log_line_carries_the_sub_and_the_trigger_source() -> None:
    trigger = Trigger()

    trigger.fire(confirm_sign_up())

    (line,) = trigger.log_lines()
    assert (line["sub"], line["trigger_source"]) == (SUB, "PostConfirmation_ConfirmSignUp")


def test_a_sub_does_not_stay_for_the_next_invocation() -> None:
    trigger = Trigger()

    trigger.fire(confirm_sign_up())
    trigger.fire(confirm_forgot_password())

    assert "sub" not in trigger.log_lines()[1]


def test_a_failed_call_is_logged_with_operation_code_and_whether_it_may_pass() -> None:
    denied = client_error("AccessDeniedException")
    trigger = Trigger(FakeAws(failures={"PutItem": [denied]}))

    with pytest.raises(AwsCallError):
        trigger.fire(confirm_sign_up())
    (line,) = trigger.log_lines()
    assert (line["operation"], line["code"], line["transient"]) == (
        "DynamoDB PutItem",
        "AccessDeniedException",
        False,
    )
    assert line["sub"] == SUB


BUSY = client_error("ThrottlingException", message=f"Slow down, {EMAIL}")
PASSING: list[Exception] = [
    BUSY,
    client_error("InternalServerError", 500),
    ReadTimeoutError(endpoint_url="https://aws.example"),
    EndpointConnectionError(endpoint_url="https://aws.example"),
]


@pytest.mark.parametrize("operation", ["PutItem", "AdminAddUserToGroup"])
@pytest.mark.parametrize("failure", PASSING, ids=str)
def test_what_may_pass_goes_to_the_repair_queue_and_the_person_gets_in(
    operation: str, failure: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    trigger = Trigger(FakeAws(failures={operation: [failure] * 3}))
    event = confirm_sign_up()

    assert trigger.fire(event) is event
    ((queue_url, body),) = trigger.aws.messages
    message = json.loads(body)
    assert queue_url == QUEUE_URL
    assert operation in message.pop("reason")
    assert message == {
        "user_pool_id": "eu-central-1_EXAMPLE01",
        "username": USERNAME,
        "user_id": SUB,
        "proof": POST_CONFIRMATION,
    }
    metrics = counted(capsys)
    assert metrics["RepairQueued"] == [1.0]
    assert "SignUpCompleted" not in metrics
    (line,) = trigger.log_lines()
    assert (line["level"], line["transient"], line["sub"]) == ("WARNING", True, SUB)


def test_no_client_for_the_queue_is_made_where_nothing_fails() -> None:
    trigger = Trigger()

    trigger.fire(confirm_sign_up())

    assert trigger.aws.calls == ["PutItem", "AdminAddUserToGroup"]


def test_a_person_whose_profile_failed_gets_no_group_before_the_repair() -> None:
    trigger = Trigger(FakeAws(failures={"PutItem": [BUSY] * 3}))

    trigger.fire(confirm_sign_up())

    assert trigger.aws.members == []


def test_a_slow_profile_leaves_the_group_to_the_repair() -> None:
    trigger = Trigger(FakeAws(slow={"PutItem": SIGN_UP_SECONDS - ATTEMPT_SECONDS + 0.01}))

    trigger.fire(confirm_sign_up())

    assert trigger.aws.members == []
    assert "TooLittleTimeLeft" in trigger.aws.messages[0][1]


@pytest.mark.parametrize("queue_failure", [BUSY, client_error("AccessDeniedException")])
def test_only_where_the_queue_fails_as_well_the_sign_up_does(
    queue_failure: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    trigger = Trigger(FakeAws(failures={"PutItem": [BUSY] * 3, "SendMessage": [queue_failure] * 3}))

    with pytest.raises(RepairNotQueuedError, match=r"DynamoDB PutItem failed .* SQS SendMessage failed"):
        trigger.fire(confirm_sign_up())
    assert counted(capsys)["RepairNotQueued"] == [1.0]
    told = trigger.log.getvalue()
    assert not [secret for secret in PERSONAL if secret in told]


SECONDS = st.floats(0, ATTEMPT_SECONDS)
FAILURES_IN_TURN = st.lists(st.sampled_from(PASSING), max_size=3)


@given(
    slow=st.fixed_dictionaries(dict.fromkeys(["PutItem", "AdminAddUserToGroup", "SendMessage"], SECONDS)),
    failures=st.fixed_dictionaries(
        dict.fromkeys(["PutItem", "AdminAddUserToGroup", "SendMessage"], FAILURES_IN_TURN)
    ),
)
def test_however_slow_and_busy_aws_is_all_three_calls_leave_cognito_a_second(
    slow: dict[str, float], failures: dict[str, list[Exception]]
) -> None:
    trigger = Trigger(FakeAws(slow=slow, failures=copy.deepcopy(failures)))

    try:
        trigger.fire(confirm_sign_up())
    except RepairNotQueuedError:
        assert trigger.aws.messages == []
    else:
        # nobody is let in who is neither complete nor in the queue
        assert trigger.aws.messages or trigger.aws.members
    assert trigger.time.elapsed <= COGNITO_SECONDS - 1 + 1e-9


@given(value=JSON)
@pytest.mark.parametrize("path", [(), ("request",), ("request", "userAttributes"), ("userName",)], ids=str)
def test_whatever_comes_is_returned_or_refused_by_name(value: Any, path: tuple[str, ...]) -> None:
    trigger = Trigger()
    event = _with(confirm_sign_up(), path, value)
    try:
        returned = trigger.fire(event)
    except SignUpError:
        assert trigger.aws.calls == []
    else:
        assert returned == event


def _with(event: dict[str, Any], path: tuple[str, ...], value: Any) -> Any:
    """A copy of the event with another value at `path`, or the value alone for an empty path."""
    if not path:
        return value
    field, *rest = path
    return {**event, field: _with(event[field], tuple(rest), value)}


@pytest.fixture(autouse=True)
def _loggers_of_this_test_only() -> Any:
    before = set(logging.Logger.manager.loggerDict)
    yield
    for name in set(logging.Logger.manager.loggerDict) - before:
        del logging.Logger.manager.loggerDict[name]
