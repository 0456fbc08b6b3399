"""Whatever comes is handled, or refused by one of the named errors with nothing written."""

from __future__ import annotations

import copy
import io
import logging
import os
import uuid
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics
from hypothesis import HealthCheck, given, settings

from signup.errors import AwsCallError, MalformedEventError, TermsNotAcceptedError, UserTypeRefusedError
from signup.metric_lines import MetricLines
from signup.onboarding import Onboarding
from signup.post_confirmation import post_confirmation_handler
from signup.pre_sign_up import pre_sign_up_handler
from signup.repair import Repair
from signup.repair_batch import repair_handler
from signup.settings import Settings
from signup.terms import Terms
from tests.security.fuzzed_aws import FuzzedAws
from tests.security.fuzzed_events import queue_events, trigger_events
from tests.tables import FUZZ
from tests.unit.fakes import FakeTime
from tests.unit.trigger_events import SUB, confirm_sign_up

# 3 x 3,400 in CI, a taste of them elsewhere
EVENTS = 3_400 if os.environ.get("CI") else 300
MANY_EVENTS = settings(
    max_examples=EVENTS,
    derandomize=False,
    database=None,
    print_blob=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
CONTEXT = SimpleNamespace(
    function_name="fuzzed",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-central-1:123456789012:function:fuzzed",
    aws_request_id="11111111-2222-3333-4444-555555555555",
)
SETTINGS = Settings(
    table_name="health_users",
    user_types=("Doctor", "Patient", "Admin"),
    default_user_type="Patient",
    approval_required_user_types=("Admin",),
    repair_queue_url="https://sqs.eu-central-1.amazonaws.com/123456789012/repair",
    terms=Terms("2026-03", "https://example.com/terms"),
)
NAMED_ERRORS = (AwsCallError, MalformedEventError, TermsNotAcceptedError, UserTypeRefusedError)
Handler = Callable[[Any, object], Any]
LOGGER = Logger(service=f"fuzz-{uuid.uuid4()}", stream=io.StringIO())
logging.getLogger(LOGGER.service).propagate = False  # else pytest keeps every line
METRICS = Metrics(namespace="Fuzz", service="fuzz")


@MANY_EVENTS
@given(event=trigger_events())
def test_pre_sign_up_lets_every_event_through_unchanged_or_refuses_it_by_name(event: Any) -> None:
    metrics = MetricLines("Fuzz", "fuzz", lambda _line: None, FakeTime().clock())
    outcome = _outcome("PreSignUp", pre_sign_up_handler(SETTINGS, metrics), event, FuzzedAws())
    assert outcome in ("refused", "returned")


@MANY_EVENTS
@given(event=trigger_events())
def test_post_confirmation_completes_every_event_or_refuses_it_by_name(event: Any) -> None:
    aws = FuzzedAws()
    onboarding = Onboarding(SETTINGS, aws, aws, FakeTime().clock())
    handler = post_confirmation_handler(onboarding, lambda: aws, LOGGER, METRICS)
    _outcome("PostConfirmation", handler, event, aws)
    assert "AdminAddUserToGroup Admin" not in aws.written


@MANY_EVENTS
@given(event=queue_events())
def test_repair_does_every_message_or_gives_it_back(event: Any) -> None:
    attributes = confirm_sign_up()["request"]["userAttributes"]
    pairs = [{"Name": name, "Value": value} for name, value in attributes.items()]
    aws = FuzzedAws(users={SUB: {"Username": SUB, "UserStatus": "CONFIRMED", "UserAttributes": pairs}})
    repair = Repair(Onboarding(SETTINGS, aws, aws, FakeTime().clock()), aws)
    handler = repair_handler(repair, aws, LOGGER, METRICS)
    try:
        answer = handler(event, CONTEXT)
    except NAMED_ERRORS:
        FUZZED["Repair", "refused"] += 1
        assert aws.written == []
        return
    FUZZED["Repair", "handled"] += 1
    given_back = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    assert len(given_back) <= len(event["Records"])
    if len(given_back) == len(event["Records"]):
        assert aws.written == []


def _outcome(name: str, handler: Handler, event: Any, aws: FuzzedAws) -> str:
    """Run a trigger's handler: `returned`, the event as it came, or `refused`, and nothing written."""
    before = repr(copy.deepcopy(event))
    try:
        returned = handler(event, CONTEXT)
    except NAMED_ERRORS:
        FUZZED[name, "refused"] += 1
        assert aws.written == []
        return "refused"
    FUZZED[name, "handled"] += 1
    assert returned is event
    assert repr(event) == before  # by repr: NaN is not equal to itself
    return "returned"


FUZZED: Counter[tuple[str, str]] = Counter()


@pytest.fixture(autouse=True)
def _record_the_counts(record_property: Callable[[str, object], None]) -> Any:
    FUZZED.clear()
    yield
    for name in sorted({name for name, _ in FUZZED}):
        handled, refused = FUZZED[name, "handled"], FUZZED[name, "refused"]
        record_property(FUZZ, {"handler": name, "handled": handled, "refused": refused})


@pytest.fixture(autouse=True)
def _metrics_are_not_printed(capsys: pytest.CaptureFixture[str]) -> Any:
    yield
    capsys.readouterr()
