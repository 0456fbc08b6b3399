"""An interrupted reconciliation is taken up only from what is one."""

from __future__ import annotations

import json
import signal
from dataclasses import asdict
from pathlib import Path

import pytest

from scripts.errors import CommandError
from scripts.interrupts import Interrupted
from scripts.operator.reconcile import Asked, resumable
from scripts.operator.reconciliation.inventory import Inventory, unfinished


def test_where_there_is_none_the_next_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no unfinished run") as refused:
        unfinished(tmp_path / "none.json")
    assert refused.value.next_command == "make reconcile"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "7",
        '{"users": {}, "more": 1}',
        '{"begun": "yesterday"}',
        '{"users": []}',
        '{"users": {"sub": {"username": "x"}}}',
        '{"users": {"sub": {"username": "x", "status": 1, "copy": "x"}}}',
        '{"profiles": {"sub": {}}}',
        '{"groups": {"Doctor": [1]}}',
        '{"groups": null}',
        '{"finished": "users"}',
    ],
)
def test_a_damaged_or_foreign_one_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(content)
    with pytest.raises(CommandError, match=r"run\.json is no unfinished run"):
        unfinished(file)


def test_what_a_run_has_written_is_taken_up(tmp_path: Path) -> None:
    inventory = Inventory(
        users={"sub-1": {"username": "sub-1", "status": "CONFIRMED", "copy": "1"}},
        groups={"Doctor": ["sub-1"]},
        profiles={"sub-1": {"user_type": "Doctor", "status": "ACTIVE", "copy": "1"}, "sub-2": {"copy": "2"}},
        next_tokens={"users": None, "profiles": {"user_id": {"S": "sub-1"}}},
        finished=["users"],
    )
    file = tmp_path / "run.json"
    file.write_text(json.dumps(asdict(inventory)))
    assert unfinished(file) == inventory


@pytest.mark.parametrize(
    ("asked", "next_command"),
    [
        (Asked(), "make reconcile RESUME=1"),
        (Asked(repair=True, resume=True), "make reconcile RESUME=1 REPAIR=1"),
        (Asked(on_aws=True), "make reconcile RESUME=1 AWS=1"),
    ],
)
def test_an_interruption_names_the_command_that_goes_on(
    asked: Asked, next_command: str, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "run.json"
    with pytest.raises(Interrupted), resumable(checkpoint, asked):
        raise Interrupted(signal.SIGTERM)
    checkpoint.touch()
    # both: an Interrupted that gets past here would end the tests
    with pytest.raises((CommandError, Interrupted)) as told, resumable(checkpoint, asked):
        raise Interrupted(signal.SIGTERM)
    assert isinstance(told.value, CommandError)
    assert str(told.value) == "Interrupted by SIGTERM; what is listed is kept."
    assert (told.value.next_command, told.value.exit_code) == (next_command, 143)
