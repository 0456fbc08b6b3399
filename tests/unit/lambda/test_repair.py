"""What the repair queue's consumer does with a message, and when it gives one back."""

from __future__ import annotations

import io
import json
import logging
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import pytest
from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics
from botocore.exceptions import ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from signup.aws_call import ATTEMPT_SECONDS
from signup.errors import MalformedEventError
from signup.onboarding import Onboarding
from signup.proof import ATTRIBUTES_CHANGED, POST_CONFIRMATION, PROFILE
from signup.repair import CONFIRMED_STATUSES, Repair
from signup.repair_batch import (
    BACKOFF_SECONDS,
    MESSAGE_SECONDS,
    SECONDS_A_MESSAGE,
    VISIBILITY_SECONDS,
    backoff,
    repair_handler,
)
from signup.repair_queue import RepairRequest
from tests.unit.fakes import QUEUE_URL, SETTINGS, FakeAws, FakeTime, client_error
from tests.unit.invocations import CONTEXT, PERSONAL, counted
from tests.unit.json_values import JSON
from tests.unit.trigger_events import EMAIL, NAME, SUB, USERNAME

POOL = "eu-central-1_EXAMPLE01"
REQUEST = RepairRequest(
    POOL, USERNAME, SUB, "DynamoDB PutItem failed with ThrottlingException", POST_CONFIRMATION
)
BY_PROFILE = replace(REQUEST, proof=PROFILE).as_json()
CHANGED = replace(REQUEST, proof=ATTRIBUTES_CHANGED).as_json()
# as terraform/lambda.tf has them: tests/terraform/test_configuration.py looks there
FUNCTION_SECONDS = 30
BATCH = 5


def user(status: str = "CONFIRMED", sub: str = SUB, **attributes: str) -> dict[str, Any]:
    """What AdminGetUser says of a person."""
    given_ = {"sub": sub, "email": EMAIL, "name": NAME, "email_verified": "true", **attributes}
    return {
        "Username": USERNAME,
        "UserStatus": status,
        "Enabled": True,
        "UserAttributes": [{"Name": name, "Value": value} for name, value in given_.items()],
    }


def record(body: str | None = None, receives: int = 1, message_id: str = "m-1") -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": f"handle of {message_id}",
        "body": REQUEST.as_json() if body is None else body,
        "attributes": {"ApproximateReceiveCount": str(receives), "SentTimestamp": "1772366400000"},
        "eventSource": "aws:sqs",
    }


@dataclass
class Consumer:
    """The handler with Powertools' real logger and metrics, on fake AWS."""

    aws: FakeAws = field(default_factory=FakeAws)
    time: FakeTime = field(default_factory=FakeTime)
    log: io.StringIO = field(default_factory=io.StringIO)

    def __post_init__(self) -> None:
        self.aws.time = self.time
        onboarding = Onboarding(SETTINGS, self.aws, self.aws, self.time.clock())
        logger = Logger(service=f"test-{uuid.uuid4()}", stream=self.log)
        metrics = Metrics(namespace="Test", service="test")
        self._handle = repair_handler(Repair(onboarding, self.aws), self.aws, logger, metrics)

    def knows(self, person: dict[str, Any]) -> Consumer:
        self.aws.users[(POOL, USERNAME)] = person
        return self

    def consume(self, *records: dict[str, Any]) -> list[str]:
        """Hand over a batch; the ids of the messages that were given back."""
        answer = self._handle({"Records": list(records)}, CONTEXT)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def log_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


def test_a_confirmed_person_gets_profile_and_group_from_what_the_pool_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    consumer = Consumer().knows(user(**{"custom:user_type": "Doctor"}))

    assert consumer.consume(record()) == []
    assert {name: value["S"] for name, value in consumer.aws.items[SUB].items() if "S" in value} == {
        "user_id": SUB,
        "username": USERNAME,
        "email": EMAIL,
        "name": NAME,
        "user_type": "Doctor",
        "status": "ACTIVE",
        "created_at": "2026-03-01T12:00:00.000Z",
    }
    assert consumer.aws.members == [(POOL, USERNAME, "Doctor")]
    assert counted(capsys)["Repaired"] == [1.0]


def test_a_repair_gives_no_group_that_needs_approval() -> None:
    consumer = Consumer().knows(user(**{"custom:user_type": "Admin"}))

    assert consumer.consume(record()) == []
    assert consumer.aws.items[SUB]["status"] == {"S": "PENDING_APPROVAL"}
    assert consumer.aws.members == []


@pytest.mark.parametrize("status", ["REJECTED", "PENDING_APPROVAL"])
def test_a_repair_leaves_an_operators_decision_as_it_is(status: str) -> None:
    consumer = Consumer().knows(user())
    consumer.consume(record())
    consumer.aws.members.clear()
    consumer.aws.items[SUB] = {**consumer.aws.items[SUB], "status": {"S": status}}

    assert consumer.consume(record()) == []
    assert consumer.aws.items[SUB]["status"] == {"S": status}
    assert consumer.aws.members == []


def test_a_message_that_does_not_prove_a_sign_up_gives_nobody_anything() -> None:
    consumer = Consumer().knows(user())
    unproven = {name: value for name, value in asdict(REQUEST).items() if name != "proof"}

    assert consumer.consume(record(json.dumps(unproven))) == ["m-1"]
    assert (consumer.aws.items, consumer.aws.members) == ({}, [])


@pytest.mark.parametrize("body", [BY_PROFILE, CHANGED])
def test_neither_a_profile_nor_a_change_gives_a_profile_to_who_has_none(
    body: str, capsys: pytest.CaptureFixture[str]
) -> None:
    consumer = Consumer().knows(user())

    assert consumer.consume(record(body)) == []
    assert (consumer.aws.items, consumer.aws.members) == ({}, [])
    assert counted(capsys)["RepairNoProfile"] == [1.0]


@pytest.mark.parametrize(
    ("status", "groups"), [("ACTIVE", ["Doctor"]), ("PENDING_APPROVAL", []), ("REJECTED", [])]
)
def test_a_profile_gets_the_pools_address_and_name_and_the_group_that_it_allows(
    status: str, groups: list[str]
) -> None:
    moved = user(**{"custom:user_type": "Doctor"})
    consumer = Consumer().knows(moved)
    consumer.consume(record())
    consumer.aws.members.clear()
    consumer.aws.items[SUB] = {**consumer.aws.items[SUB], "status": {"S": status}}
    consumer.knows(user(email="grace@elsewhere.example", name=""))

    assert consumer.consume(record(BY_PROFILE)) == []
    item = consumer.aws.items[SUB]
    assert (item["email"], item.get("name")) == ({"S": "grace@elsewhere.example"}, None)
    assert (item["user_type"], item["status"]) == ({"S": "Doctor"}, {"S": status})
    assert [group for _, _, group in consumer.aws.members] == groups


@pytest.mark.parametrize("status", ["ACTIVE", "PENDING_APPROVAL", "REJECTED"])
def test_a_change_of_attributes_reaches_the_profile_and_gives_no_group_whatever_the_profile_says(
    status: str,
) -> None:
    consumer = Consumer().knows(user(**{"custom:user_type": "Doctor"}))
    consumer.consume(record())
    consumer.aws.members.clear()
    consumer.aws.items[SUB] = {**consumer.aws.items[SUB], "status": {"S": status}}
    consumer.knows(user(email="grace@elsewhere.example"))

    assert consumer.consume(record(CHANGED)) == []
    item = consumer.aws.items[SUB]
    assert (item["email"], item["name"]) == ({"S": "grace@elsewhere.example"}, {"S": NAME})
    assert (item["user_type"], item["status"]) == ({"S": "Doctor"}, {"S": status})
    assert consumer.aws.members == []


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_message_any_number_of_times_changes_nothing(times: int) -> None:
    consumer = Consumer().knows(user())
    consumer.consume(record())
    first = dict(consumer.aws.items)

    assert consumer.consume(*[record()] * times) == []
    assert consumer.aws.items == first


def test_somebody_deleted_meanwhile_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    consumer = Consumer()

    assert consumer.consume(record()) == []
    assert consumer.aws.items == {}
    assert counted(capsys)["RepairUserGone"] == [1.0]


def test_a_name_that_is_somebody_elses_by_now_is_done_and_untouched() -> None:
    consumer = Consumer().knows(user(sub="another sub"))

    assert consumer.consume(record()) == []
    assert (consumer.aws.items, consumer.aws.members) == ({}, [])


@pytest.mark.parametrize("status", ["UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "ARCHIVED", "UNKNOWN"])
def test_who_has_not_confirmed_is_not_repaired(status: str, capsys: pytest.CaptureFixture[str]) -> None:
    consumer = Consumer().knows(user(status))

    assert consumer.consume(record()) == []
    assert (consumer.aws.items, consumer.aws.members) == ({}, [])
    assert counted(capsys)["RepairUserNotConfirmed"] == [1.0]


@pytest.mark.parametrize("status", sorted(CONFIRMED_STATUSES))
def test_whoever_has_come_through_the_trigger_is_repaired(status: str) -> None:
    consumer = Consumer().knows(user(status))

    consumer.consume(record())

    assert consumer.aws.members == [(POOL, USERNAME, "Patient")]


@pytest.mark.parametrize("operation", ["AdminGetUser", "PutItem", "AdminAddUserToGroup"])
@pytest.mark.parametrize("receives", [1, 2, 3, 4])
def test_what_may_pass_is_given_back_for_later_and_later(operation: str, receives: int) -> None:
    busy = client_error("TooManyRequestsException")
    consumer = Consumer(FakeAws(failures={operation: [busy] * 3})).knows(user())

    assert consumer.consume(record(receives=receives)) == ["m-1"]
    seconds = BACKOFF_SECONDS[receives - 1]
    assert 0.75 * seconds - 1 <= consumer.aws.hidden["handle of m-1"] <= 1.25 * seconds + 1
    assert consumer.aws.queues == {QUEUE_URL}


@pytest.mark.parametrize(
    ("failures", "person", "body"),
    [
        ({"AdminGetUser": [client_error("AccessDeniedException")]}, user(), None),
        ({"AdminAddUserToGroup": [client_error("ResourceNotFoundException")]}, user(), None),
        ({}, user(**{"custom:user_type": "Nurse"}), None),
        ({}, user(), "no JSON"),
        ({}, user(), "[]"),
        ({}, user(), json.dumps({"user_pool_id": POOL, "username": USERNAME, "reason": "no sub"})),
        ({}, user(), json.dumps({"user_pool_id": POOL, "username": USERNAME, "user_id": 7, "reason": "r"})),
        ({}, user(), json.dumps({**asdict(REQUEST), "proof": "reconcile"})),
    ],
)
def test_what_can_never_succeed_is_given_back_at_once(
    failures: dict[str, list[Exception]], person: dict[str, Any], body: str | None
) -> None:
    consumer = Consumer(FakeAws(failures=dict(failures))).knows(person)

    assert consumer.consume(record(body)) == ["m-1"]
    assert consumer.aws.hidden == {"handle of m-1": 0}


def test_only_the_messages_that_failed_are_given_back() -> None:
    consumer = Consumer().knows(user())

    given_back = consumer.consume(
        record(message_id="a"), record("broken", message_id="b"), record(message_id="c")
    )

    assert given_back == ["b"]


def test_a_message_whose_visibility_cannot_be_changed_is_given_back_all_the_same() -> None:
    busy = client_error("ThrottlingException")
    failures: dict[str, list[Exception]] = {"PutItem": [busy] * 3, "ChangeMessageVisibility": [busy] * 3}
    consumer = Consumer(FakeAws(failures=failures)).knows(user())

    assert consumer.consume(record()) == ["m-1"]
    assert consumer.log_lines()[-1]["operation"] == "SQS ChangeMessageVisibility"


def test_repairs_leave_the_triggers_their_share_of_the_quota() -> None:
    consumer = Consumer().knows(user())

    consumer.consume(*[record(message_id=str(number)) for number in range(BATCH)])

    concurrency, quota = 2, 25
    assert consumer.time.elapsed >= BATCH * SECONDS_A_MESSAGE
    assert concurrency / SECONDS_A_MESSAGE <= 0.4 * quota


def test_the_worst_batch_ends_before_the_function_does() -> None:
    assert BATCH * (MESSAGE_SECONDS + VISIBILITY_SECONDS) < FUNCTION_SECONDS
    assert VISIBILITY_SECONDS > ATTEMPT_SECONDS


SLOW = st.floats(0, ATTEMPT_SECONDS)


@given(
    slow=st.fixed_dictionaries(dict.fromkeys(["AdminGetUser", "PutItem", "ChangeMessageVisibility"], SLOW))
)
def test_however_slow_aws_is_a_batch_ends_before_the_function_does(slow: dict[str, float]) -> None:
    timeout: list[Exception] = [
        ReadTimeoutError(endpoint_url="https://aws.example") for _ in range(3 * BATCH)
    ]
    failures = {"PutItem": timeout, "ChangeMessageVisibility": list(timeout)}
    consumer = Consumer(FakeAws(slow=slow, failures=failures)).knows(user())

    consumer.consume(*[record(message_id=str(number)) for number in range(BATCH)])

    assert consumer.time.elapsed < FUNCTION_SECONDS


@given(receives=st.integers(-3, 50))
def test_a_backoff_is_never_negative_and_never_longer_than_sqs_allows(receives: int) -> None:
    assert 0 < backoff(receives) < 12 * 60 * 60


@given(event=JSON)
def test_what_is_no_batch_of_sqs_is_refused_by_name(event: Any) -> None:
    consumer = Consumer()
    with pytest.raises(MalformedEventError):
        consumer._handle(event, CONTEXT)
    assert consumer.aws.calls == []


def test_a_batch_without_messages_has_nothing_to_repair(capsys: pytest.CaptureFixture[str]) -> None:
    consumer = Consumer()

    assert consumer._handle({"Records": []}, CONTEXT) == {"batchItemFailures": []}
    assert consumer.aws.calls == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("event", [{}, {"Records": [{}]}, {"Records": [{**record(), "attributes": {}}]}])
def test_a_batch_without_what_sqs_always_sends_is_refused_counted_and_logged(
    event: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    consumer = Consumer()

    with pytest.raises(MalformedEventError):
        consumer._handle(event, CONTEXT)
    assert counted(capsys) == {"Malformed": [1.0]}
    assert [line["level"] for line in consumer.log_lines()] == ["ERROR"]


@given(body=st.text() | JSON.map(json.dumps))
def test_whatever_a_message_says_it_is_repaired_or_given_back(body: str) -> None:
    consumer = Consumer()

    assert consumer.consume(record(body)) in ([], ["m-1"])
    assert consumer.aws.members == []


def test_a_request_reads_as_it_was_written() -> None:
    assert RepairRequest.from_json(REQUEST.as_json()) == REQUEST


@pytest.mark.parametrize("failing", ["PutItem", "AdminGetUser", "ChangeMessageVisibility"])
def test_neither_success_nor_failure_tells_anything_personal(
    failing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    error = client_error("ThrottlingException", message=f"{EMAIL} of {NAME}")
    consumer = Consumer(FakeAws(failures={failing: [error] * 3})).knows(user())

    consumer.consume(record(), record("broken"), record())

    told = consumer.log.getvalue() + capsys.readouterr().out
    assert SUB in told
    assert not [secret for secret in PERSONAL if secret in told]


def test_a_log_line_says_whom_it_is_about_and_no_more_than_that() -> None:
    consumer = Consumer().knows(user())

    consumer.consume(record(), record("broken", receives=3))

    first, second = consumer.log_lines()
    assert (first["user_id"], first["reason"], first["receives"]) == (SUB, REQUEST.reason, 1)
    assert "user_id" not in second
    assert (second["receives"], second["error"]) == (3, "MalformedEventError")


@pytest.fixture(autouse=True)
def _loggers_of_this_test_only() -> Iterator[None]:
    before = set(logging.Logger.manager.loggerDict)
    yield
    for name in set(logging.Logger.manager.loggerDict) - before:
        del logging.Logger.manager.loggerDict[name]


@pytest.mark.parametrize("missing", ["UserAttributes", "Username"])
def test_an_answer_without_what_a_repair_needs_is_asked_for_again_and_nobody_taken_for_gone(
    missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    consumer = Consumer().knows({name: value for name, value in user().items() if name != missing})

    assert consumer.consume(record()) == ["m-1"]
    assert "RepairUserGone" not in counted(capsys)
    assert consumer.log_lines()[-1]["code"] == "IncompleteAnswer"


def test_attributes_without_a_name_are_asked_for_again() -> None:
    consumer = Consumer().knows({**user(), "UserAttributes": [{"Value": SUB}]})

    assert consumer.consume(record()) == ["m-1"]
