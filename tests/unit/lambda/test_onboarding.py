"""A confirmed person gets a profile, then a group; any number of repeats change nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signup.deadline import Deadline
from signup.errors import AwsCallError, UserTypeRefusedError
from signup.event import parse_sign_up
from signup.onboarding import Onboarding
from signup.settings import Settings
from tests.unit.fakes import SETTINGS, FakeAws, FakeTime, client_error
from tests.unit.trigger_events import EMAIL, NAME, SUB, USERNAME, confirm_sign_up, without


@dataclass
class Flow:
    """The use case on fakes, and the metrics that it counted."""

    aws: FakeAws = field(default_factory=FakeAws)
    time: FakeTime = field(default_factory=FakeTime)
    counted: list[str] = field(default_factory=list)

    settings: Settings = SETTINGS

    def complete(self, event: dict[str, object]) -> None:
        clock = self.time.clock()
        onboarding = Onboarding(self.settings, self.aws, self.aws, clock)
        onboarding.complete(parse_sign_up(event), self.counted.append, Deadline.after(3, clock))

    def decide(self, status: str) -> None:
        """What an operator's decision changes of the profile."""
        self.aws.items[SUB] = {**self.aws.items[SUB], "status": {"S": status}}


def test_the_profile_says_what_the_pool_knows() -> None:
    flow = Flow()

    flow.complete(confirm_sign_up(**{"custom:user_type": "Doctor"}))

    assert flow.aws.tables == {"health_users"}
    assert flow.aws.items == {
        SUB: {
            "user_id": {"S": SUB},
            "email": {"S": EMAIL},
            "name": {"S": NAME},
            "user_type": {"S": "Doctor"},
            "status": {"S": "ACTIVE"},
            "username": {"S": USERNAME},
            "created_at": {"S": "2026-03-01T12:00:00.000Z"},
            "schema_version": {"N": "1"},
        }
    }


def test_the_person_joins_the_group_of_the_type_in_the_events_own_pool() -> None:
    flow = Flow()

    flow.complete(confirm_sign_up(**{"custom:user_type": "Doctor"}))

    assert flow.aws.members == [("eu-central-1_EXAMPLE01", USERNAME, "Doctor")]


def test_without_a_type_profile_and_group_are_the_defaults() -> None:
    flow = Flow()

    flow.complete(confirm_sign_up())

    assert flow.aws.items[SUB]["user_type"] == {"S": "Patient"}
    assert flow.aws.members[0][2] == "Patient"


@pytest.mark.parametrize("attribute", ["email", "name"])
def test_an_attribute_that_the_pool_does_not_know_is_left_out(attribute: str) -> None:
    flow = Flow()

    flow.complete(without(confirm_sign_up(), "request", "userAttributes", attribute))

    assert attribute not in flow.aws.items[SUB]


def test_the_profile_comes_before_the_group() -> None:
    flow = Flow()

    flow.complete(confirm_sign_up())

    assert flow.aws.calls == ["PutItem", "AdminAddUserToGroup"]
    assert flow.counted == ["ProfileSaved", "GroupAdded", "SignUpCompleted"]


def test_nothing_is_written_for_a_refused_type() -> None:
    flow = Flow()

    with pytest.raises(UserTypeRefusedError):
        flow.complete(confirm_sign_up(**{"custom:user_type": "Surgeon"}))
    assert flow.aws.calls == []


def test_no_group_without_a_profile() -> None:
    flow = Flow()
    flow.aws.failures["PutItem"] = [client_error("AccessDeniedException")]

    with pytest.raises(AwsCallError, match="DynamoDB PutItem failed with AccessDeniedException"):
        flow.complete(confirm_sign_up())
    assert flow.aws.members == []
    assert flow.counted == []


@given(
    repeats=st.lists(st.sampled_from(["New name", NAME]), min_size=1, max_size=5), later=st.floats(1, 10_000)
)
def test_repeats_leave_the_first_profile(repeats: list[str], later: float) -> None:
    flow = Flow()
    flow.complete(confirm_sign_up())
    first = flow.aws.items[SUB]

    for name in repeats:
        flow.time.move(later)
        flow.complete(confirm_sign_up(name=name))

    assert flow.aws.items == {SUB: first}
    assert flow.counted.count("ProfileSaved") == 1
    assert flow.counted.count("ProfileAlreadyThere") == len(repeats)


def test_a_repeat_gives_the_group_that_a_failure_left_out() -> None:
    flow = Flow()
    flow.aws.failures["AdminAddUserToGroup"] = [client_error("ResourceNotFoundException")]
    with pytest.raises(AwsCallError):
        flow.complete(confirm_sign_up())

    flow.complete(confirm_sign_up())

    assert flow.aws.members == [("eu-central-1_EXAMPLE01", USERNAME, "Patient")]


def test_a_throttled_sign_up_still_completes() -> None:
    flow = Flow()
    flow.aws.failures["AdminAddUserToGroup"] = [client_error("TooManyRequestsException")]

    flow.complete(confirm_sign_up())

    assert flow.counted[-1] == "SignUpCompleted"


ADMIN = confirm_sign_up(**{"custom:user_type": "Admin"})


def test_a_type_that_needs_approval_gets_a_profile_and_no_group() -> None:
    flow = Flow()

    flow.complete(ADMIN)

    assert flow.aws.items[SUB]["status"] == {"S": "PENDING_APPROVAL"}
    assert flow.aws.calls == ["PutItem"]
    assert flow.counted == ["ProfileSaved", "GroupWithheld", "SignUpCompleted"]


@pytest.mark.parametrize("status", ["PENDING_APPROVAL", "REJECTED", "ANYTHING", ""])
def test_a_repeat_gives_no_group_that_the_profile_does_not_allow(status: str) -> None:
    flow = Flow()
    flow.complete(ADMIN)
    flow.decide(status)

    flow.complete(ADMIN)

    assert flow.aws.members == []


def test_a_repeat_completes_the_group_of_somebody_approved() -> None:
    flow = Flow()
    flow.complete(ADMIN)
    flow.decide("ACTIVE")

    flow.complete(ADMIN)

    assert flow.aws.members == [("eu-central-1_EXAMPLE01", USERNAME, "Admin")]


def test_a_profile_without_status_allows_no_group() -> None:
    flow = Flow()
    flow.complete(confirm_sign_up())
    flow.aws.members.clear()
    flow.aws.items[SUB] = {name: value for name, value in flow.aws.items[SUB].items() if name != "status"}

    flow.complete(confirm_sign_up())

    assert flow.aws.members == []


def test_a_repeat_gives_the_group_of_the_profile_and_not_of_the_event() -> None:
    flow = Flow()
    flow.complete(confirm_sign_up())

    flow.complete(confirm_sign_up(**{"custom:user_type": "Doctor"}))

    assert {group for _, _, group in flow.aws.members} == {"Patient"}


@pytest.mark.parametrize("user_type", SETTINGS.user_types)
def test_where_nothing_needs_approval_everybody_gets_their_group(user_type: str) -> None:
    flow = Flow(settings=replace(SETTINGS, approval_required_user_types=()))

    flow.complete(confirm_sign_up(**{"custom:user_type": user_type}))

    assert flow.aws.items[SUB]["status"] == {"S": "ACTIVE"}
    assert flow.aws.members == [("eu-central-1_EXAMPLE01", USERNAME, user_type)]


@given(
    need_approval=st.sets(st.sampled_from(SETTINGS.user_types)),
    asked=st.none() | st.sampled_from(SETTINGS.user_types),
    repeats=st.integers(1, 4),
)
def test_nobody_whose_type_needs_approval_is_ever_in_a_group(
    need_approval: set[str], asked: str | None, repeats: int
) -> None:
    flow = Flow(settings=replace(SETTINGS, approval_required_user_types=tuple(need_approval)))
    for _ in range(repeats):
        flow.complete(confirm_sign_up(**({"custom:user_type": asked} if asked else {})))

    user_type = asked or SETTINGS.default_user_type
    groups = {group for _, _, group in flow.aws.members}
    assert groups == (set() if user_type in need_approval else {user_type})
