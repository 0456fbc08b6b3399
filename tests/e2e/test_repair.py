"""Who was confirmed while AWS was out of order is mended by the repair queue."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from scripts.health import wait_until
from scripts.stack_file import Stack
from tests.e2e.operators import Operators
from tests.e2e.person import Person

REPAIR_SECONDS = 60


def ask_for_repair(person: Person, queue: str = "repair_queue_url", **fields: str) -> None:
    stack = person.stack
    message = {
        "user_pool_id": stack.user_pool_id,
        "username": person.user_id,
        "user_id": person.user_id,
        "reason": "a test",
        "proof": "PostConfirmation",
        **fields,
    }
    stack.client("sqs").send_message(QueueUrl=stack.outputs[queue], MessageBody=json.dumps(message))


def wait_until_drained(stack: Stack) -> None:
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    sqs, queue_url = stack.client("sqs"), stack.outputs["repair_queue_url"]

    def drained() -> bool:
        attributes = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=counts)["Attributes"]
        return all(attributes[name] == "0" for name in counts)

    assert wait_until(drained, REPAIR_SECONDS)


def lose_profile_and_groups(person: Person) -> dict[str, str]:
    """Take away all that the trigger gave, as if it had never got through; return the profile."""
    stack, profile = person.stack, person.profile()
    assert profile is not None
    stack.dynamodb().delete_item(TableName=stack.table_name, Key={"user_id": {"S": person.user_id}})
    for group in person.groups():
        stack.cognito().admin_remove_user_from_group(
            UserPoolId=stack.user_pool_id, Username=person.user_id, GroupName=group
        )
    return profile


@pytest.mark.parametrize("user_type", ["Doctor", "Admin"])
def test_a_repair_gives_what_the_trigger_would_have_given(person: Person, user_type: str) -> None:
    person.user_type = user_type
    person.sign_up_and_confirm()
    groups = person.groups()
    lost = lose_profile_and_groups(person)

    ask_for_repair(person)

    assert wait_until(lambda: person.profile() is not None, REPAIR_SECONDS)
    wait_until_drained(person.stack)
    repaired = person.profile()
    assert repaired is not None
    assert datetime.fromisoformat(repaired.pop("created_at")) >= datetime.fromisoformat(
        lost.pop("created_at")
    )
    assert repaired == lost
    assert person.groups() == groups


def test_a_repair_of_somebody_complete_changes_nothing(person: Person) -> None:
    person.sign_up_and_confirm()
    before = person.profile(), person.groups()

    ask_for_repair(person)

    wait_until_drained(person.stack)
    assert (person.profile(), person.groups()) == before


def test_a_repair_of_somebody_deleted_is_done(person: Person) -> None:
    person.sign_up_and_confirm()
    lose_profile_and_groups(person)
    person.stack.cognito().admin_delete_user(UserPoolId=person.stack.user_pool_id, Username=person.user_id)

    ask_for_repair(person)

    wait_until_drained(person.stack)
    assert person.profile() is None


def test_a_repair_waits_for_nobody_who_has_not_confirmed(person: Person) -> None:
    person.sign_up()

    ask_for_repair(person)

    wait_until_drained(person.stack)
    assert person.profile() is None
    assert person.groups() == []


def test_a_name_that_belongs_to_somebody_else_by_now_is_not_mended(person: Person) -> None:
    person.sign_up_and_confirm()
    lose_profile_and_groups(person)

    ask_for_repair(person, user_id="00000000-0000-0000-0000-000000000000")

    wait_until_drained(person.stack)
    assert person.profile() is None
    assert person.groups() == []


def test_what_can_never_succeed_becomes_a_dead_letter(person: Person) -> None:
    person.sign_up_and_confirm()
    stack = person.stack
    sqs, url = stack.client("sqs"), stack.outputs["repair_dead_letter_queue_url"]

    ask_for_repair(person, user_pool_id="us-east-1_AnotherPool")

    def dead_letter() -> bool:
        for message in sqs.receive_message(QueueUrl=url, VisibilityTimeout=1).get("Messages", []):
            if json.loads(message["Body"])["user_id"] == person.user_id:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                return True
        return False

    assert wait_until(dead_letter, REPAIR_SECONDS)


def test_a_redriven_dead_letter_is_repaired(person: Person, operators: Operators) -> None:
    person.sign_up_and_confirm()
    lose_profile_and_groups(person)
    ask_for_repair(person, queue="repair_dead_letter_queue_url")

    redriven = operators.run("redrive")

    assert redriven.returncode == 0
    assert "dead letters are back" in redriven.stdout
    assert wait_until(lambda: person.groups() == ["Patient"], REPAIR_SECONDS)
    assert person.profile() is not None
