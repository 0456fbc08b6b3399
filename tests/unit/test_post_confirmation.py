"""What the trigger acts on, what it lets pass, and what it tells of it."""

from __future__ import annotations

import copy
import io
import json
import logging
import traceback
import uuid
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics
from botocore.exceptions import ParamValidationError
from hypothesis import given

from signup.errors import AwsCallError, MalformedEventError, SignUpError, UserTypeRefusedError
from signup.onboarding import Onboarding
from signup.post_confirmation import post_confirmation_handler
from signup.settings import Settings
from tests.unit.fakes import FakeAws, FakeTime, client_error
from tests.unit.test_event import JSON
from tests.unit.trigger_events import (
    EMAIL,
    METADATA,
    NAME,
    SUB,
    USERNAME,
    confirm_forgot_password,
    confirm_sign_up,
    without,
)

PERSONAL = (EMAIL, NAME, USERNAME, METADATA, "Surgeon-in-chief")
CONTEXT = SimpleNamespace(
    function_name="post-confirmation",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-central-1:123456789012:function:post-confirmation",
    aws_request_id="11111111-2222-3333-4444-555555555555",
)


@dataclass
class Trigger:
    """The handler with Powertools' real logger and metrics, on fake AWS."""

    aws: FakeAws = field(default_factory=FakeAws)
    log: io.StringIO = field(default_factory=io.StringIO)

    def __post_init__(self) -> None:
        # A logger of its own: Powertools keeps the first handler of a service's name.
        logger = Logger(service=f"test-{uuid.uuid4()}", stream=self.log)
        metrics = Metrics(namespace="Test", service="test")
        user_types = Settings("health_users", ("Doctor", "Patient", "Admin"), "Patient")
        onboarding = Onboarding(user_types, self.aws, self.aws, FakeTime().clock())
        self._handle = post_confirmation_handler(onboarding, logger, metrics)

    def fire(self, event: Any) -> Any:
        return self._handle(event, CONTEXT)

    def log_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The metrics of one invocation, from the line in CloudWatch's embedded metric format."""
    (line,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]
    return {name: value for name, value in line.items() if name not in ("_aws", "service")}


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
