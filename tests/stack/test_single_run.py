"""Two commands at once: who changes the stack does it alone, and the other says for whom it waits."""

from __future__ import annotations

import signal
from pathlib import Path

from scripts.engines import EngineSettings
from scripts.engines.embedded import EmbeddedEngine
from tests.stack.commands import running
from tests.stack.conftest import Checkout


def test_down_waits_for_an_up_that_is_at_work_and_then_stops_it(first_checkout: Checkout) -> None:
    with running(first_checkout, "up") as up:
        up.wait_for("started on")
        holder = f"`make up` (process {up.process.pid}) is at work here"
        with running(first_checkout, "down") as down:
            down.wait_for(f"{holder}: waiting for it")
            status = first_checkout.run("status")
            assert status.returncode == 1
            assert holder in status.stdout
            for command in ("up", "plan"):
                refused = first_checkout.run(command)
                assert refused.returncode == 1
                assert (
                    f"Another command is at work here: `make up` (process {up.process.pid})" in refused.stderr
                )
            assert up.status() == 0, up.output
            assert down.status() == 0, down.output
    assert "Stopped the embedded engine" in down.output
    assert "No stack is running" in first_checkout.run("status").stdout
    again = first_checkout.run("down")
    assert (again.returncode, "Nothing to stop" in again.stdout) == (0, True)


def test_down_without_anything_removes_what_an_interrupted_command_has_left(checkout: Checkout) -> None:
    stack_file = checkout.root / ".local" / "stack.json"
    stack_file.write_text("{")
    down = checkout.run("down")
    assert (down.returncode, "Nothing to stop" in down.stdout) == (0, True)
    assert not stack_file.exists()


def test_a_command_that_was_killed_holds_nothing_up(checkout: Checkout) -> None:
    with running(checkout, "up") as up:
        up.wait_for("engine  embedded")
        up.interrupt(signal.SIGKILL)
        up.status()
    checkout.up()


def test_an_engine_that_is_not_remembered_never_begins(checkout: Checkout, tmp_path: Path) -> None:
    engine = EmbeddedEngine(directory=tmp_path)
    spawned = engine._spawn(EngineSettings(checkout.port, persist=False))
    assert spawned.stdin is not None
    spawned.stdin.close()
    assert spawned.wait(10) != 0
    assert engine.log.read_text() == ""
