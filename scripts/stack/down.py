"""Stop what `make up` has started (`make down`)."""

from __future__ import annotations

import shutil

from scripts.console import console
from scripts.engines.choice import engines
from scripts.engines.running import StartedEngine, forget_started_engine, read_started_engine
from scripts.paths import LOCAL, STACK_FILE
from scripts.stack.kept_state import is_kept, is_saveable, save
from scripts.stack.overview import describe
from scripts.stack.single_run import single_run
from scripts.stack.work_directory import EPHEMERAL

# as long as the longest step of a `make up`, a first build of the emulator's image
WAIT_SECONDS = 600
GOES_ON = "`make up PERSIST=1` goes on with it."


def down(*, saving: bool) -> int:
    """Stop the engine that runs, if one does, after its state is saved where it is to be kept.

    A `make up` that is at work is waited for. Raises CommandError where it does not come to an end, and where
    state cannot be saved: the engine runs on then. Without `saving` it is stopped.
    """
    with single_run("make down", wait_seconds=WAIT_SECONDS):
        started, unsaved = read_started_engine(), None
        if started is not None:
            unsaved = _stop(started, saving=saving)
        # whatever an interrupted command has left, too
        STACK_FILE.unlink(missing_ok=True)
        shutil.rmtree(EPHEMERAL, ignore_errors=True)
        forget_started_engine()
    _show_result(started, unsaved)
    return 0


def _stop(started: StartedEngine, *, saving: bool) -> str | None:
    """Save what is to be kept and stop the engine; returns why nothing was saved, None where all is well."""
    unsaved = _why_unsaved(started, saving=saving) if is_kept(started) else None
    if not unsaved:
        save(started)
    engines()[started.name].stop()
    shutil.rmtree(LOCAL / started.name, ignore_errors=True)
    return unsaved


def _why_unsaved(started: StartedEngine, *, saving: bool) -> str | None:
    if not saving:
        return "it was to be stopped without saving"
    if not engines()[started.name].is_running():
        return "it was gone already"
    if not is_saveable(started):
        return "Terraform was killed in the middle of its last apply"
    return None


def _show_result(started: StartedEngine | None, unsaved: str | None) -> None:
    if started is None:
        console.print("Nothing to stop: `make up` has not started anything.")
    elif unsaved:
        console.print(f"[yellow]![/] Stopped {describe(started)}, and its state was not saved: {unsaved}.")
        console.print(f"  What was saved last is kept: {GOES_ON}")
    else:
        console.print(f"[green]✓[/] Stopped {describe(started)}.")
        if started.settings.persist:
            console.print(f"  Its state is kept: {GOES_ON}")
