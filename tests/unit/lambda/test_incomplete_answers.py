"""AWS's answers without a member that its model calls optional: a SignUpError, and never a KeyError."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from signup.deadline import Deadline
from signup.errors import AwsCallError
from signup.event import parse_sign_up
from signup.onboarding import Onboarding
from tests.unit.fakes import SETTINGS, FakeAws, FakeTime, client_error
from tests.unit.trigger_events import confirm_sign_up

SIGN_UP = parse_sign_up(confirm_sign_up())


@dataclass
class Bare(FakeAws):
    """A table that answers with as little as AWS's model lets it."""

    failure: ClientError = field(default_factory=lambda: client_error("ConditionalCheckFailedException"))

    def put_item(self, **_: Any) -> object:
        raise self.failure

    def update_item(self, **_: Any) -> Any:
        return {}


def _on(aws: FakeAws) -> tuple[Onboarding, Deadline]:
    clock = FakeTime().clock()
    return Onboarding(SETTINGS, aws, aws, clock), Deadline.after(3, clock)


def test_a_failed_condition_without_the_old_item_is_left_to_repair_and_gives_no_group() -> None:
    aws = Bare()
    onboarding, deadline = _on(aws)

    with pytest.raises(AwsCallError, match="DynamoDB PutItem failed with IncompleteAnswer") as raised:
        onboarding.complete(SIGN_UP, lambda _: None, deadline)
    assert raised.value.transient
    assert aws.members == []


def test_a_refresh_without_the_new_item_is_left_to_repair_and_gives_no_group() -> None:
    aws = Bare()
    onboarding, deadline = _on(aws)

    with pytest.raises(AwsCallError, match="DynamoDB UpdateItem failed with IncompleteAnswer"):
        onboarding.refresh(SIGN_UP, lambda _: None, deadline)
    assert aws.members == []


def test_an_error_without_a_code_is_a_failure_of_the_call() -> None:
    onboarding, deadline = _on(Bare(failure=ClientError({}, "PutItem")))

    with pytest.raises(AwsCallError, match="DynamoDB PutItem failed with Unknown"):
        onboarding.complete(SIGN_UP, lambda _: None, deadline)
