"""Stop what `make up` has started (`make down`)."""

from __future__ import annotations

import shutil

from scripts.console import console
from scripts.engines.choice import engines
from scripts.engines.running import forget_started_engine, read_started_engine
from scripts.paths import LOCAL, STACK_FILE
from scripts.stack.overview import describe
from scripts.stack.work_directory import EPHEMERAL


def down() -> int:
    """Stop the engine that runs, if one does; its state stays where it is to be kept."""
    started = read_started_engine()
    if started is None:
        console.print("Nothing to stop: `make up` has not started anything.")
        return 0
    engines()[started.name].stop()
    STACK_FILE.unlink(missing_ok=True)
    for directory in (LOCAL / started.name, EPHEMERAL):
        shutil.rmtree(directory, ignore_errors=True)
    forget_started_engine()
    console.print(f"[green]✓[/] Stopped {describe(started)}.")
    if started.settings.persist:
        console.print("  Its state is kept in .local/persisted: `make up PERSIST=1` goes on with it.")
    return 0
