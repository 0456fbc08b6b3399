"""What the repair queue and its dead letters say of one person.

SQS has no search: every message is received once, and given back at once unless it is about the person. So a
look is bounded by the number of messages at its start. A message that somebody works on, as the repair
function does, is waited for, for so long at most; what nobody has given back by then is counted as unseen.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from scripts.console import error_console
from scripts.health import wait_until
from scripts.shown import shown
from scripts.stack_file import Stack

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

BATCH = 10
HIDDEN_SECONDS = 60
WAIT_SECONDS = 2
IN_WORK_SECONDS = 60

WAITING = "ApproximateNumberOfMessages"
IN_WORK = "ApproximateNumberOfMessagesNotVisible"

Act = Callable[["SQSClient", str, "MessageTypeDef"], object]


@dataclass(frozen=True)
class Look:
    """How many messages are about the person, and how many are in work and could not be looked at."""

    found: int
    unseen: int


def messages_about(stack: Stack, sub: str) -> Look:
    """What both queues have of a person; all stays where it is."""
    return _look_into_both(stack, sub, _give_back)


def delete_messages(stack: Stack, sub: str) -> Look:
    """Delete what is about the person: what was found is gone, what was unseen is not."""
    return _look_into_both(stack, sub, _delete)


def counted(number: int) -> str:
    """So many messages, in words."""
    return f"{number} message{'' if number == 1 else 's'}"


def number_of(sqs: SQSClient, url: str, which: str) -> int:
    """How many messages a queue has that are WAITING, or IN_WORK."""
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[which])  # type: ignore[list-item]
    return int(answer["Attributes"][which])  # type: ignore[index]


def received(sqs: SQSClient, url: str, at_most: int) -> Iterator[list[MessageTypeDef]]:
    """Batches of messages, no more than `at_most` in all, hidden from others for a minute."""
    left = at_most
    while left > 0:
        messages = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=min(BATCH, left),
            VisibilityTimeout=HIDDEN_SECONDS,
            WaitTimeSeconds=WAIT_SECONDS,
        ).get("Messages", [])
        if not messages:
            return
        left -= len(messages)
        yield messages


def _queues(stack: Stack) -> tuple[str, str]:
    return stack.outputs["repair_queue_url"], stack.outputs["repair_dead_letter_queue_url"]


def _look_into_both(stack: Stack, sub: str, do: Act) -> Look:
    looks = [_look(stack, url, sub, do) for url in _queues(stack)]
    return Look(sum(look.found for look in looks), sum(look.unseen for look in looks))


def _look(stack: Stack, url: str, sub: str, do: Act) -> Look:
    sqs: SQSClient = stack.client("sqs")
    unseen = _in_work_after_waiting(sqs, url)
    found: list[MessageTypeDef] = []
    others: list[MessageTypeDef] = []
    for message in chain.from_iterable(received(sqs, url, number_of(sqs, url, WAITING))):
        (found if _user_id(message) == sub else others).append(message)
    for message in others:
        _give_back(sqs, url, message)
    for message in found:
        do(sqs, url, message)
    return Look(len(found), unseen)


def _in_work_after_waiting(sqs: SQSClient, url: str) -> int:
    in_work = number_of(sqs, url, IN_WORK)
    if in_work:
        queue = url.rpartition("/")[2]
        what = f"Waiting for {counted(in_work)} of {queue} in work: {IN_WORK_SECONDS} s at most."
        error_console.print(f"[yellow]…[/] {shown(what)}", soft_wrap=True)
        wait_until(lambda: number_of(sqs, url, IN_WORK) == 0, IN_WORK_SECONDS)
    return number_of(sqs, url, IN_WORK) if in_work else 0


def _user_id(message: MessageTypeDef) -> str:
    try:
        content = json.loads(message["Body"])
    except ValueError:
        return ""
    return str(content.get("user_id", "")) if isinstance(content, dict) else ""


def _give_back(sqs: SQSClient, url: str, message: MessageTypeDef) -> None:
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)


def _delete(sqs: SQSClient, url: str, message: MessageTypeDef) -> None:
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
