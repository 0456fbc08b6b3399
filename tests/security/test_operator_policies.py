"""Each operator's command can do its work with its own policy, and with no action less."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from scripts.errors import CommandError
from scripts.operator.adopt import adopt as adopt_command
from scripts.operator.approval_decisions import Approvals
from scripts.operator.command import Who
from scripts.operator.forget import forget as forget_command
from scripts.operator.forget import traces_of
from scripts.operator.prune_unconfirmed import delete_if_unconfirmed, unconfirmed_since
from scripts.operator.queue_messages import received
from scripts.operator.reconciliation.reconciliation import reconcile
from scripts.operator.redrive import move
from scripts.stack_file import Stack
from tests.e2e.person import Person
from tests.security.flow_steps import forget as take_away
from tests.security.operators import granted_to_operator, operator

Command = Callable[[Stack, Stack, Path], None]
"""Takes the stack as its owner has it, to make something to do, and as the operator has it; a folder."""


def approve(owner: Stack, stack: Stack, _: Path) -> None:
    person, refused = _waiting(owner), _waiting(owner)
    found = {waiting.user_id: waiting.user for waiting in Approvals(stack).pending()}
    approved, rejected = found[person.user_id], found[refused.user_id]
    assert approved
    assert rejected
    Approvals(stack).approve(approved)
    Approvals(stack).reject(rejected)
    assert (person.groups(), refused.groups()) == (["Admin"], [])


def adopt(owner: Stack, stack: Stack, _: Path) -> None:
    person = Person.new(owner)
    person.user_id = owner.cognito().admin_create_user(
        UserPoolId=owner.user_pool_id,
        Username=person.email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": person.email}, {"Name": "name", "Value": person.name}],
    )["User"]["Username"]
    assert adopt_command(stack, Who(person.email, None), "Admin") == 0
    profile = person.profile()
    assert profile is not None
    assert (profile["status"], person.groups()) == ("ACTIVE", ["Admin"])


def prune(owner: Stack, stack: Stack, _: Path) -> None:
    """Of two who signed up the one who has not confirmed."""
    person, other = Person.new(owner), Person.new(owner)
    person.sign_up()
    other.sign_up_and_confirm()
    found = set(unconfirmed_since(stack, datetime.now(timezone.utc) + timedelta(minutes=1)))
    assert {person.user_id} == found & {person.user_id, other.user_id}
    assert delete_if_unconfirmed(stack, person.user_id)
    assert not delete_if_unconfirmed(stack, other.user_id)


def mend(owner: Stack, stack: Stack, folder: Path) -> None:
    """Somebody who signed up lacks all, and somebody who waited has left the pool."""
    person, gone = Person.new(owner), _waiting(owner)
    person.sign_up_and_confirm()
    take_away(person)
    owner.cognito().admin_delete_user(UserPoolId=owner.user_pool_id, Username=gone.user_id)
    done = reconcile(stack, folder / "checkpoint.json", repair=True)
    assert {person.user_id, gone.user_id} <= {finding.user_id for finding in done.repaired}


def forget(owner: Stack, stack: Stack, _: Path) -> None:
    """Somebody with a dead letter beside another's; then somebody who has deleted themselves."""
    person, other, gone = Person.new(owner), Person.new(owner), Person.new(owner)
    for each in (person, other, gone):
        each.sign_up_and_confirm()
    for each in (person, other):
        _dead_letter(each)
    owner.cognito().admin_delete_user(UserPoolId=owner.user_pool_id, Username=gone.user_id)
    for each in (person, gone):
        assert forget_command(stack, Who(each.email, None), yes=True) == 0
        assert not traces_of(owner, each.user_id).any
    assert traces_of(owner, other.user_id).messages.found == 1


def redrive(owner: Stack, stack: Stack, _: Path) -> None:
    person = Person.new(owner)
    person.sign_up_and_confirm()
    _dead_letter(person)
    letters, queue = owner.outputs["repair_dead_letter_queue_url"], owner.outputs["repair_queue_url"]
    sqs = stack.client("sqs")
    waiting = sqs.get_queue_attributes(QueueUrl=letters, AttributeNames=["ApproximateNumberOfMessages"])
    total = int(waiting["Attributes"]["ApproximateNumberOfMessages"])
    batches = list(received(sqs, letters, total))
    for batch in batches:
        move(sqs, batch, letters, queue)
    assert sum(map(len, batches)) == total > 0


COMMANDS: dict[str, Command] = {
    "approve": approve,
    "adopt": adopt,
    "reconcile": mend,
    "redrive": redrive,
    "forget": forget,
    "prune-unconfirmed": prune,
}
NEEDS = [
    ("approve", "dynamodb:Scan", "Scan"),
    ("approve", "dynamodb:UpdateItem", "UpdateItem"),
    ("approve", "cognito-idp:AdminGetUser", "AdminGetUser"),
    ("approve", "cognito-idp:AdminAddUserToGroup", "AdminAddUserToGroup"),
    ("adopt", "cognito-idp:AdminGetUser", "AdminGetUser"),
    ("adopt", "dynamodb:PutItem", "PutItem"),
    ("adopt", "cognito-idp:AdminAddUserToGroup", "AdminAddUserToGroup"),
    ("reconcile", "cognito-idp:DescribeUserPool", "DescribeUserPool"),
    ("reconcile", "cognito-idp:ListUsers", "ListUsers"),
    ("reconcile", "cognito-idp:ListUsersInGroup", "ListUsersInGroup"),
    ("reconcile", "dynamodb:Scan", "Scan"),
    ("reconcile", "cognito-idp:AdminGetUser", "AdminGetUser"),
    ("reconcile", "cognito-idp:AdminListGroupsForUser", "AdminListGroupsForUser"),
    ("reconcile", "dynamodb:GetItem", "GetItem"),
    ("reconcile", "sqs:SendMessage", "SendMessage"),
    ("reconcile", "dynamodb:UpdateItem", "UpdateItem"),
    ("reconcile", "logs:FilterLogEvents", "FilterLogEvents"),
    ("redrive", "sqs:GetQueueAttributes", "GetQueueAttributes"),
    ("redrive", "sqs:ReceiveMessage", "ReceiveMessage"),
    ("redrive", "sqs:SendMessage", "SendMessageBatch"),
    ("redrive", "sqs:DeleteMessage", "DeleteMessageBatch"),
    ("forget", "cognito-idp:AdminGetUser", "AdminGetUser"),
    ("forget", "dynamodb:GetItem", "GetItem"),
    ("forget", "sqs:GetQueueAttributes", "GetQueueAttributes"),
    ("forget", "sqs:ReceiveMessage", "ReceiveMessage"),
    ("forget", "sqs:ChangeMessageVisibility", "ChangeMessageVisibility"),
    ("forget", "cognito-idp:AdminDeleteUser", "AdminDeleteUser"),
    ("forget", "sqs:DeleteMessage", "DeleteMessage"),
    ("forget", "dynamodb:DeleteItem", "DeleteItem"),
    ("forget", "dynamodb:Scan", "Scan"),
    ("prune-unconfirmed", "cognito-idp:ListUsers", "ListUsers"),
    ("prune-unconfirmed", "cognito-idp:AdminGetUser", "AdminGetUser"),
    ("prune-unconfirmed", "cognito-idp:AdminDeleteUser", "AdminDeleteUser"),
]
OF_OTHERS = [
    ("redrive", "approve"),
    ("reconcile", "approve"),
    ("approve", "redrive"),
    ("approve", "adopt"),
    ("prune-unconfirmed", "adopt"),
    ("adopt", "prune-unconfirmed"),
]


@pytest.fixture(autouse=True)
def _no_dead_letters(stack: Stack) -> Iterator[None]:
    """A refused command leaves its letters hidden, which another one would wait for."""
    yield
    stack.client("sqs").purge_queue(QueueUrl=stack.outputs["repair_dead_letter_queue_url"])


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


def test_there_is_a_policy_for_each_command_and_no_other(stack: Stack) -> None:
    assert stack.outputs["operator_policy_arns"].keys() == COMMANDS.keys()


def test_an_operator_of_one_command_cannot_do_anothers_work(stack: Stack, tmp_path: Path) -> None:
    for command, others in OF_OTHERS:
        with pytest.raises((ClientError, CommandError), match="AccessDenied"):
            COMMANDS[others](stack, operator(stack, command), tmp_path)


def _dead_letter(person: Person) -> None:
    stack = person.stack
    asked = {"user_pool_id": stack.user_pool_id, "username": person.user_id, "user_id": person.user_id}
    stack.client("sqs").send_message(
        QueueUrl=stack.outputs["repair_dead_letter_queue_url"],
        MessageBody=json.dumps({**asked, "reason": "a test", "proof": "profile"}),
    )


def _waiting(stack: Stack) -> Person:
    person = Person.new(stack)
    person.user_type = "Admin"
    person.sign_up_and_confirm()
    return person
