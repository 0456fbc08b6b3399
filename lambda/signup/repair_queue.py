"""The repair queue: who is still without profile or group, in names that say nothing of a person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from signup.aws_call import QUEUE_SECONDS, aws_call
from signup.deadline import Deadline
from signup.errors import MalformedEventError
from signup.proof import PROOFS
from signup.terms import Acceptance

if TYPE_CHECKING:
    from collections.abc import Callable

    from signup.clock import Clock

REQUIRED = ("user_pool_id", "username", "user_id", "reason", "proof")


@dataclass(frozen=True, slots=True)
class RepairRequest:
    """One message: a user by the pool's own names, why the sign-up needs repair, what proves it,
    and which terms they have accepted, where the sender knows."""

    user_pool_id: str
    username: str
    user_id: str
    reason: str
    proof: str
    acceptance: Acceptance | None = None

    def as_json(self) -> str:
        texts = {name: getattr(self, name) for name in REQUIRED}
        return json.dumps({**texts, **(self.acceptance.as_texts() if self.acceptance else {})})

    @classmethod
    def from_json(cls, text: str) -> RepairRequest:
        """Read a message's body. Raises MalformedEventError, naming the missing field."""
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):  # the latter for lists in lists in lists …
            content = None
        if not isinstance(content, dict):
            raise MalformedEventError("JSON object in the message's body")
        texts = {field: _text(content, field) for field in REQUIRED}
        request = cls(**texts, acceptance=Acceptance.from_message(content))
        if request.proof not in PROOFS:
            raise MalformedEventError("proof in the message's body")
        return request


class SendsMessages(Protocol):
    """As much of an SQS client as the queue needs to be told of somebody."""

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> object: ...  # noqa: N803


class SetsVisibility(Protocol):
    """As much of an SQS client as a later repair needs."""

    def change_message_visibility(
        self,
        *,
        QueueUrl: str,  # noqa: N803
        ReceiptHandle: str,  # noqa: N803
        VisibilityTimeout: int,  # noqa: N803
    ) -> object: ...


def queue_repair(
    request: RepairRequest, queue_url: str, sqs: Callable[[], SendsMessages], clock: Clock
) -> None:
    """Send the request within QUEUE_SECONDS of having a client, which `sqs` makes. Raises AwsCallError."""
    client = sqs()
    aws_call(
        "SQS SendMessage",
        lambda: client.send_message(QueueUrl=queue_url, MessageBody=request.as_json()),
        Deadline.after(QUEUE_SECONDS, clock),
    )


def show_again(
    receipt_handle: str, seconds: int, queue_url: str, sqs: SetsVisibility, deadline: Deadline
) -> None:
    """Let the queue give a received message out again after so many seconds. Raises AwsCallError."""
    aws_call(
        "SQS ChangeMessageVisibility",
        lambda: sqs.change_message_visibility(
            QueueUrl=queue_url, ReceiptHandle=receipt_handle, VisibilityTimeout=seconds
        ),
        deadline,
    )


def _text(content: dict[str, object], field: str) -> str:
    value = content.get(field)
    if not isinstance(value, str) or not value:
        raise MalformedEventError(f"{field} in the message's body")
    return value
