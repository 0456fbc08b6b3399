"""An engine for `make up`: the one that runs, however slow it is, or a new one where none is alive."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from cognito_emulator.state.errors import StateError
from scripts.engines import Engine, EngineSettings
from scripts.engines.choice import engines
from scripts.engines.embedded import EmbeddedEngine
from scripts.engines.ports import refuse_taken_port
from scripts.engines.running import (
    StartedEngine,
    forget_started_engine,
    read_started_engine,
    write_started_engine,
)
from scripts.errors import CommandError
from scripts.health import PATIENCE_SECONDS, answers_in_time
from scripts.stack.kept_deployment import KeptDeployment
from scripts.stack.kept_state import check_scheme
from scripts.stack.overview import describe, say
from scripts.stack.work_directory import forget_terraform_state, work_directory


def runs_already(wanted: StartedEngine) -> bool:
    """Whether this engine runs, and answers. One that is alive is never stopped: people's data are in it.

    Where none runs, what Terraform remembers of one that kept nothing is forgotten. Raises CommandError where
    another one runs, or this one is alive and stays silent.
    """
    runs = _answers(wanted)
    if not runs and not wanted.settings.persist:
        # an empty engine has none of what an earlier Terraform state speaks of
        forget_terraform_state(wanted.settings)
    return runs


def _answers(wanted: StartedEngine) -> bool:
    started = read_started_engine()
    if started is None or not engines()[started.name].is_running():
        return False
    if started != wanted:
        raise CommandError(
            f"An engine runs already: {describe(started)}. You asked for {describe(wanted)}.",
            "make down",
        )
    engine, url = engines()[started.name], started.settings.endpoint_url
    if answers_in_time(url, engine.is_running, started.settings.ca_bundle):
        say("", f"runs already on {url}")
        return True
    if not engine.is_running():
        return False
    raise CommandError(
        f"{describe(started).capitalize()} is alive but has not answered for {PATIENCE_SECONDS} s.",
        "make logs   (or, to start afresh without what is in it: make down && make up)",
    )


def start_engine(engine: Engine, settings: EngineSettings, kept: KeptDeployment | None) -> bool:
    """Start the engine, and return whether it begins with what is ``kept``; else it is empty.

    Raises CommandError where it does not start, or its port is taken.
    """
    wanted = StartedEngine(engine.name, settings)
    if kept and kept.exists() and isinstance(engine, EmbeddedEngine) and _begins_with(kept, engine, wanted):
        return True
    _start(engine, wanted)
    return False


def _begins_with(kept: KeptDeployment, engine: EmbeddedEngine, wanted: StartedEngine) -> bool:
    """Start the engine with a kept deployment; false where that cannot be used, and then it is gone."""
    begin, settings = time.monotonic(), wanted.settings
    refuse_taken_port(settings.port)
    if settings.persist:
        check_scheme(settings)
    write_started_engine(wanted)
    begun_state: Path | None = None
    try:
        kept.place(work_directory(settings), settings.endpoint_url)
        if settings.persist:
            kept.make_state_directory(engine.state, settings.endpoint_url)
            begun_state = engine.state
        engine.start(settings, None if settings.persist else kept.snapshot)
    except (CommandError, StateError, OSError) as error:
        forget_started_engine()
        kept.forget()
        forget_terraform_state(settings)
        if begun_state:
            # nobody was let into it
            shutil.rmtree(begun_state)
        say("", f"what was kept of an earlier deployment cannot be used: {_first_line(error)}")
        return False
    except BaseException:
        if not engine.is_running():
            forget_started_engine()
        raise
    seconds = time.monotonic() - begin
    say("", f"started on {settings.endpoint_url}, deployed as before ({seconds:.1f} s)")
    return True


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _start(engine: Engine, wanted: StartedEngine) -> None:
    engine.check()
    if wanted.settings.persist:
        check_scheme(wanted.settings)
    write_started_engine(wanted)
    begin = time.monotonic()
    try:
        engine.start(wanted.settings)
    except BaseException:
        if not engine.is_running():
            forget_started_engine()
        raise
    say("", f"started on {wanted.settings.endpoint_url} ({time.monotonic() - begin:.1f} s)")
