"""Each operator's command can do its work with its own policy, and with no action less."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from scripts.errors import CommandError
from scripts.operator.approval_decisions import Approvals
from scripts.operator.reconciliation.reconciliation import reconcile
from scripts.operator.redrive import move, received
from scripts.stack_file import Stack
from tests.e2e.person import Person
from tests.security.flow_steps import forget
from tests.security.operators import granted_to_operator, operator

Command = Callable[[Stack, Stack, Path], None]
"""Takes the stack as its owner has it, to make something to do, and as the operator has it; a folder."""


def approve(owner: Stack, stack: Stack, _: Path) -> None:
    person, refused = _waiting(owner), _waiting(owner)
    assert person.email in {profile["email"] for profile in Approvals(stack).pending()}
    Approvals(stack).approve(person.email)
    Approvals(stack).reject(refused.email)
    assert (person.groups(), refused.groups()) == (["Admin"], [])


def repair(owner: Stack, stack: Stack, folder: Path) -> None:
    person = Person.new(owner)
    person.sign_up_and_confirm()
    forget(person)
    done = reconcile(stack, folder / "checkpoint.json", repair=True)
    assert person.user_id in {finding.user_id for finding in done.queued}


def redrive(owner: Stack, stack: Stack, _: Path) -> None:
    person = Person.new(owner)
    person.sign_up_and_confirm()
    letters, queue = owner.outputs["repair_dead_letter_queue_url"], owner.outputs["repair_queue_url"]
    asked = {"user_pool_id": owner.user_pool_id, "username": person.user_id, "user_id": person.user_id}
    body = json.dumps({**asked, "reason": "a test"})
    owner.client("sqs").send_message(QueueUrl=letters, MessageBody=body)
    sqs = stack.client("sqs")
    waiting = sqs.get_queue_attributes(QueueUrl=letters, AttributeNames=["ApproximateNumberOfMessages"])
    total = int(waiting["Attributes"]["ApproximateNumberOfMessages"])
    batches = list(received(sqs, letters, total))
    for batch in batches:
        move(sqs, batch, letters, queue)
    assert sum(map(len, batches)) == total > 0


COMMANDS: dict[str, Command] = {"approve": approve, "reconcile": repair, "redrive": redrive}
NEEDS = [
    ("approve", "dynamodb:Scan", "Scan"),
    ("approve", "dynamodb:UpdateItem", "UpdateItem"),
    ("approve", "cognito-idp:AdminGetUser", "AdminGetUser"),
    ("approve", "cognito-idp:AdminAddUserToGroup", "AdminAddUserToGroup"),
    ("reconcile", "cognito-idp:DescribeUserPool", "DescribeUserPool"),
    ("reconcile", "cognito-idp:ListUsers", "ListUsers"),
    ("reconcile", "cognito-idp:ListUsersInGroup", "ListUsersInGroup"),
    ("reconcile", "dynamodb:Scan", "Scan"),
    ("reconcile", "cognito-idp:AdminGetUser", "AdminGetUser"),
    ("reconcile", "cognito-idp:AdminListGroupsForUser", "AdminListGroupsForUser"),
    ("reconcile", "dynamodb:GetItem", "GetItem"),
    ("reconcile", "sqs:SendMessage", "SendMessage"),
    ("redrive", "sqs:GetQueueAttributes", "GetQueueAttributes"),
    ("redrive", "sqs:ReceiveMessage", "ReceiveMessage"),
    ("redrive", "sqs:SendMessage", "SendMessageBatch"),
    ("redrive", "sqs:DeleteMessage", "DeleteMessageBatch"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_an_operator_with_a_commands_policy_can_do_all_of_its_work(
    stack: Stack, tmp_path: Path, command: str
) -> None:
    COMMANDS[command](stack, operator(stack, command), tmp_path)


@pytest.mark.parametrize(("command", "action", "operation"), NEEDS)
def test_without_any_one_action_an_operators_command_fails_at_that_action(
    stack: Stack, tmp_path: Path, command: str, action: str, operation: str
) -> None:
    with pytest.raises((ClientError, CommandError)) as refused:
        COMMANDS[command](stack, operator(stack, command, without=action), tmp_path)
    assert "AccessDenied" in str(refused.value)
    assert f"calling the {operation} operation" in str(refused.value)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_operators_policy_grants_exactly_what_its_command_needs(stack: Stack, command: str) -> None:
    needed = {action for name, action, _ in NEEDS if name == command}
    assert granted_to_operator(stack, command) == needed


def test_an_operator_of_one_command_cannot_do_anothers_work(stack: Stack, tmp_path: Path) -> None:
    for command, others in (("redrive", "approve"), ("reconcile", "approve"), ("approve", "redrive")):
        with pytest.raises((ClientError, CommandError), match="AccessDenied"):
            COMMANDS[others](stack, operator(stack, command), tmp_path)


def _waiting(stack: Stack) -> Person:
    person = Person.new(stack)
    person.user_type = "Admin"
    person.sign_up_and_confirm()
    return person
