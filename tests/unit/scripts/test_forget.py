"""Who forgets somebody hears what is waited for, and is never told that all is gone where it was not seen."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from scripts.cli.program import run
from scripts.console import run_command
from scripts.operator import queue_messages
from scripts.operator.queue_messages import IN_WORK, WAITING
from scripts.stack_file import Stack

SUB = "00000000-0000-4000-8000-000000000000"


class NobodyError(Exception):
    """The pool has no such user."""


@dataclass
class FakeStack:
    """A stack whose queues have messages; the first `in_work` of them somebody has, for `looks` looks."""

    messages: list[str] = field(default_factory=list)
    in_work: int = 0
    looks: int = 1_000_000
    has_profile: bool = False
    endpoint_url: str | None = "http://localhost:4566"
    user_pool_id: str = "pool"
    table_name: str = "table"

    @property
    def outputs(self) -> dict[str, str]:
        return {"repair_queue_url": "http://sqs/repair", "repair_dead_letter_queue_url": "http://sqs/letters"}

    @property
    def exceptions(self) -> Any:
        return type("Exceptions", (), {"UserNotFoundException": NobodyError})

    def cognito(self) -> FakeStack:
        return self

    def dynamodb(self) -> FakeStack:
        return self

    def client(self, _: str) -> FakeStack:
        return self

    def admin_get_user(self, **_: Any) -> None:
        raise NobodyError

    def get_item(self, **_: Any) -> dict[str, Any]:
        return {"Item": {"user_id": {"S": SUB}}} if self.has_profile else {}

    def delete_item(self, **_: Any) -> None:
        self.has_profile = False

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:  # noqa: N803
        if not QueueUrl.endswith("repair"):
            return {"Attributes": {AttributeNames[0]: "0"}}
        if AttributeNames == [IN_WORK]:
            self.looks -= 1
            self.in_work = self.in_work if self.looks > 0 else 0
        count = {IN_WORK: self.in_work, WAITING: len(self.messages) - self.in_work}[AttributeNames[0]]
        return {"Attributes": {AttributeNames[0]: str(count)}}

    def receive_message(self, **_: Any) -> dict[str, Any]:
        shown = self.messages[self.in_work :]
        return {"Messages": [{"Body": body, "ReceiptHandle": body} for body in shown]}

    def change_message_visibility(self, **_: Any) -> None:
        """It is seen again at once."""

    def delete_message(self, *, ReceiptHandle: str, **_: Any) -> None:  # noqa: N803
        self.messages.remove(ReceiptHandle)


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_messages, "IN_WORK_SECONDS", 0.2)


def message(sub: str = SUB) -> str:
    return json.dumps({"user_id": sub})


def forgotten(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stack: FakeStack, *options: str
) -> tuple[object, str, str]:
    """Status, output and errors of the command."""
    monkeypatch.setattr("scripts.operator.command.running_stack", lambda _: cast("Stack", stack))
    with pytest.raises(SystemExit) as ended:
        run_command(lambda: run(["forget", "--sub", SUB, *options]))
    said = capsys.readouterr()
    return ended.value.code, said.out, " ".join(said.err.split())


def test_forget_says_what_it_waits_for_and_goes_on_when_it_is_given_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = FakeStack([message(), message("other")], in_work=2, looks=2)
    status, said, errors = forgotten(monkeypatch, capsys, stack, "--yes")
    assert "Waiting for 2 messages of repair in work" in errors
    assert (status, stack.messages) == (0, [message("other")])
    assert "1 message." in said


@pytest.mark.parametrize("has_profile", [True, False])
@pytest.mark.parametrize(("endpoint_url", "where"), [("http://localhost:4566", ""), (None, "AWS=1 ")])
def test_nobody_is_told_that_all_is_gone_while_a_message_is_in_work(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    has_profile: bool,
    endpoint_url: str | None,
    where: str,
) -> None:
    stack = FakeStack([message()], in_work=1, has_profile=has_profile, endpoint_url=endpoint_url)
    status, said, errors = forgotten(monkeypatch, capsys, stack, "--yes")
    assert (status, stack.has_profile) == (1, False)
    assert "✓" not in said
    assert "1 message in work could not be looked at" in errors
    assert f"make forget {where}SUB={SUB} YES=1" in errors


def test_what_could_not_be_looked_at_is_shown_before_anything_is_erased(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = FakeStack([message()], in_work=1, has_profile=True)
    _, said, _ = forgotten(monkeypatch, capsys, stack)
    assert "1 message in work there, which could not be looked at" in said
    assert stack.has_profile
