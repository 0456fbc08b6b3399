"""Ctrl-C, SIGTERM and SIGHUP at any moment: a sentence, a shell's status, and nothing that is not mended."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.health import wait_until
from tests.ended_process import has_ended
from tests.stack.commands import RunningCommand, running
from tests.stack.conftest import Checkout
from tests.stack.engine import engine_process, people_of
from tests.stack.test_slow_engine import stopped

LAST_WORDS = "stop it\n"
STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
# stands for any import that takes long: it says so, and waits for a signal
SLOW_IMPORT = 'import signal\nprint("importing", flush=True)\nsignal.pause()\n'


@pytest.mark.parametrize(
    ("module", "last_words"),
    [
        ("rich", "Interrupted.\n"),
        ("botocore", "Interrupted by {}. Nothing is lost: run the same command again to go on.\n"),
    ],
)
def test_a_signal_while_a_command_is_still_imported_leaves_no_traceback(
    checkout: Checkout, module: str, last_words: str, tmp_path: Path
) -> None:
    (tmp_path / module).mkdir()
    (tmp_path / module / "__init__.py").write_text(SLOW_IMPORT)
    for number, status in STATUS.items():
        with running(checkout, "status", PYTHONPATH=str(tmp_path)) as command:
            command.wait_for("importing")
            command.interrupt(number)
            assert command.status() == status
        name = "Ctrl-C" if number == signal.SIGINT else number.name
        assert command.output == f"importing\n\n{last_words.format(name)}"


def test_up_interrupted_at_each_of_its_states_is_mended_by_the_next(first_checkout: Checkout) -> None:
    local = first_checkout.root / ".local"
    state = local / "ephemeral" / "terraform" / "terraform.tfstate"
    states: tuple[Callable[[RunningCommand], object], ...] = (
        lambda up: up.wait_for("engine  embedded"),
        lambda up: up.wait_until((local / "embedded" / "process.json").exists),
        lambda up: up.wait_for("started on"),
        lambda up: up.wait_for("package  "),
        lambda up: up.wait_for("terraform init"),
        lambda up: up.wait_until(lambda: state.exists() and '"instances"' in state.read_text()),
        lambda up: up.wait_for("resources changed"),
    )
    signals = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    for number, reach in enumerate(states):
        with running(first_checkout, "up") as up:
            reach(up)
            up.interrupt(signals[number % len(signals)])
            assert up.status() == STATUS[signals[number % len(signals)]], up.output
        # a signal in the last moments of one that has done and said all finds nothing to interrupt
        assert "Interrupted by" in up.output or LAST_WORDS in up.output
        assert "Traceback" not in up.output
    first_checkout.up()
    assert first_checkout.run("plan").returncode == 0
    assert first_checkout.run("demo").returncode == 0


def test_down_that_is_interrupted_is_completed_by_the_next(checkout: Checkout) -> None:
    checkout.up()
    engine = engine_process(checkout)
    with stopped(engine), running(checkout, "down") as down:
        # a stopped process ends at nothing but SIGKILL, so this waits for it
        down.wait_until(lambda: "make down" in (checkout.root / ".local" / "up.lock").read_text())
        down.interrupt()
        assert down.status() == STATUS[signal.SIGINT], down.output
        assert "Traceback" not in down.output
    down_again = checkout.run("down")
    assert "Stopped the embedded engine" in down_again.stdout
    assert wait_until(lambda: has_ended(engine), 10)
    checkout.up()


def test_a_load_that_is_interrupted_lets_nobody_else_begin(checkout: Checkout) -> None:
    checkout.up()
    with running(checkout, "load", "--people", "500", "--concurrency", "4") as load:
        load.wait_until(lambda: len(people_of(checkout)) > 4)
        load.interrupt()
        assert load.status() == STATUS[signal.SIGINT], load.output
    assert "Traceback" not in load.output
    assert len(people_of(checkout)) < 250


@pytest.mark.parametrize("name", ["demo", "reconcile"])
def test_a_command_that_waits_for_the_engine_can_be_interrupted(checkout: Checkout, name: str) -> None:
    checkout.up()
    with stopped(engine_process(checkout)), running(checkout, name) as command:
        command.wait_for("is alive but does not answer yet")
        command.interrupt()
        assert command.status() == STATUS[signal.SIGINT], command.output
    assert "Traceback" not in command.output
    assert wait_until(lambda: checkout.run("status").returncode == 0, 60)


def test_a_command_in_the_background_goes_on_at_a_ctrl_c_that_is_not_meant_for_it(checkout: Checkout) -> None:
    # a shell without job control starts it so, and the terminal's Ctrl-C reaches it all the same
    with running(checkout, "up", ignored=(signal.SIGINT.value,)) as up:
        up.wait_for("engine  embedded")
        up.interrupt()
        assert up.status() == 0, up.output
