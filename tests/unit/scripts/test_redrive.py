"""Dead letters go back sent before deleted, and no more of them than there were."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.errors import CommandError
from scripts.operator.queue_messages import BATCH, received
from scripts.operator.redrive import move

LETTERS, QUEUE = "letters", "queue"


@dataclass
class FakeSqs:
    """Two queues; where `endless`, each letter that goes back comes again, as if no repair helped."""

    letters: list[str] = field(default_factory=list)
    queue: list[str] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    endless: bool = False
    hidden: int = 0

    def receive_message(self, *, MaxNumberOfMessages: int, **_: Any) -> dict[str, Any]:  # noqa: N803
        assert 1 <= MaxNumberOfMessages <= BATCH
        shown = self.letters[self.hidden : self.hidden + MaxNumberOfMessages]
        self.hidden += len(shown)
        return {"Messages": [{"Body": body, "ReceiptHandle": body} for body in shown]} if shown else {}

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        assert QueueUrl == QUEUE
        taken = [entry for entry in Entries if entry["MessageBody"] not in self.refuse]
        self.queue += [entry["MessageBody"] for entry in taken]
        if self.endless:
            self.letters += [f"{entry['MessageBody']} again" for entry in taken]
        return {"Failed": [{"Code": "Busy"}] * (len(Entries) - len(taken))}

    def delete_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        assert QueueUrl == LETTERS
        for entry in Entries:
            assert entry["ReceiptHandle"] in self.queue
            self.letters.remove(entry["ReceiptHandle"])
            self.hidden -= 1
        return {}


def redrive(sqs: FakeSqs, at_most: int) -> None:
    client = cast("Any", sqs)
    for batch in received(client, LETTERS, at_most):
        move(client, batch, LETTERS, QUEUE)


@given(count=st.integers(0, 35))
def test_every_letter_goes_back_once(count: int) -> None:
    letters = [f"letter {number}" for number in range(count)]
    sqs = FakeSqs(letters=list(letters))

    redrive(sqs, count)

    assert (sqs.queue, sqs.letters) == (letters, [])


@given(count=st.integers(1, 35))
def test_letters_that_come_back_at_once_are_not_moved_for_ever(count: int) -> None:
    sqs = FakeSqs(letters=[f"letter {number}" for number in range(count)], endless=True)

    redrive(sqs, count)

    assert len(sqs.queue) == count
    assert all(letter.endswith(" again") for letter in sqs.letters)


def test_a_letter_that_the_queue_does_not_take_stays_and_the_next_command_is_named() -> None:
    sqs = FakeSqs(letters=["a", "b"], refuse={"b"})

    with pytest.raises(CommandError, match="did not take 1 of a batch: Busy") as refusal:
        redrive(sqs, 2)
    assert refusal.value.next_command == "make redrive"
    assert sqs.letters == ["a", "b"]
