"""Put the dead letters back into the repair queue (`make redrive`), once their cause is mended.

Each letter is sent before it is deleted, so an interruption loses none; one that is then there twice is
harmless, since a repair may be repeated. No more are moved than there were at the start: those that fail once
more stay. The same on every engine (StartMessageMoveTask is AWS's alone). The credentials need
sqs:GetQueueAttributes, ReceiveMessage and DeleteMessage on the dead-letter queue, SendMessage on the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import Progress

from scripts.console import console
from scripts.errors import CommandError
from scripts.operator.queue_messages import WAITING, number_of, received
from scripts.stack_file import Stack

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import (
        DeleteMessageBatchResultTypeDef,
        MessageTypeDef,
        SendMessageBatchResultTypeDef,
    )


def redrive(stack: Stack) -> int:
    """Move them, and say how many."""
    sqs: SQSClient = stack.client("sqs")
    letters, queue = stack.outputs["repair_dead_letter_queue_url"], stack.outputs["repair_queue_url"]
    total = number_of(sqs, letters, WAITING)
    if total == 0:
        console.print("There are no dead letters.")
        return 0
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Dead letters", total=total)
        moved = 0
        for batch in received(sqs, letters, total):
            move(sqs, batch, letters, queue)
            moved += len(batch)
            progress.update(task, completed=moved)
    console.print(f"[green]✓[/] {moved} of {total} dead letters are back in the repair queue.")
    if moved < total:
        console.print("  [dim]Others are hidden for a minute, by an earlier run. next:[/] make redrive")
    return 0


def move(sqs: SQSClient, messages: list[MessageTypeDef], letters: str, queue: str) -> None:
    """Send the messages to the queue, then delete them. Raises CommandError where SQS did not take one."""
    by_id = {str(number): message for number, message in enumerate(messages)}
    sent = sqs.send_message_batch(
        QueueUrl=queue,
        Entries=[{"Id": id_, "MessageBody": message["Body"]} for id_, message in by_id.items()],
    )
    _check(sent)
    deleted = sqs.delete_message_batch(
        QueueUrl=letters,
        Entries=[{"Id": id_, "ReceiptHandle": message["ReceiptHandle"]} for id_, message in by_id.items()],
    )
    _check(deleted)


def _check(result: SendMessageBatchResultTypeDef | DeleteMessageBatchResultTypeDef) -> None:
    """A letter that was sent and not deleted comes back, and is sent once more: repairs may be repeated."""
    if failed := result.get("Failed", []):
        raise CommandError(f"SQS did not take {len(failed)} of a batch: {failed[0]['Code']}.", "make redrive")
