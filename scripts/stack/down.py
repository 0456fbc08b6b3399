"""Stop what `make up` has started (`make down`)."""

from __future__ import annotations

import shutil

from scripts.console import console
from scripts.engines.choice import engines
from scripts.engines.running import StartedEngine, forget_started_engine, read_started_engine
from scripts.paths import LOCAL, STACK_FILE
from scripts.stack.overview import describe
from scripts.stack.single_run import single_run
from scripts.stack.work_directory import EPHEMERAL

# as long as the longest step of a `make up`, a first build of the emulator's image
WAIT_SECONDS = 600


def down() -> int:
    """Stop the engine that runs, if one does; its state stays where it is to be kept.

    A `make up` that is at work is waited for. Raises CommandError where it does not come to an end.
    """
    with single_run("make down", wait_seconds=WAIT_SECONDS):
        started = read_started_engine()
        if started is not None:
            _stop(started)
        # whatever an interrupted command has left, too
        STACK_FILE.unlink(missing_ok=True)
        shutil.rmtree(EPHEMERAL, ignore_errors=True)
        forget_started_engine()
    _show_result(started)
    return 0


def _stop(started: StartedEngine) -> None:
    engines()[started.name].stop()
    shutil.rmtree(LOCAL / started.name, ignore_errors=True)


def _show_result(started: StartedEngine | None) -> None:
    if started is None:
        console.print("Nothing to stop: `make up` has not started anything.")
        return
    console.print(f"[green]✓[/] Stopped {describe(started)}.")
    if started.settings.persist:
        console.print("  Its state is kept in .local/persisted: `make up PERSIST=1` goes on with it.")
