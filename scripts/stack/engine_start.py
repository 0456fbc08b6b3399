"""An engine for `make up`: the one that runs, however slow it is, or a new one where none is alive."""

from __future__ import annotations

import time

from scripts.engines import Engine, EngineSettings, endpoint_url
from scripts.engines.choice import engines
from scripts.engines.running import (
    StartedEngine,
    forget_started_engine,
    read_started_engine,
    write_started_engine,
)
from scripts.errors import CommandError
from scripts.health import PATIENCE_SECONDS, answers_in_time
from scripts.stack.overview import describe, say
from scripts.stack.work_directory import forget_terraform_state


def ensure_started(engine: Engine, settings: EngineSettings) -> None:
    """Return once the engine answers. One that is alive is never stopped: people's data are in it.

    Raises CommandError where another one runs, or this one is alive and stays silent.
    """
    wanted = StartedEngine(engine.name, settings)
    if not _runs_already(wanted):
        _start(engine, wanted)


def _runs_already(wanted: StartedEngine) -> bool:
    started = read_started_engine()
    if started is None or not engines()[started.name].is_running():
        return False
    if started != wanted:
        raise CommandError(
            f"An engine runs already: {describe(started)}. You asked for {describe(wanted)}.",
            "make down",
        )
    engine, url = engines()[started.name], endpoint_url(started.settings.port)
    if answers_in_time(url, engine.is_running):
        say("", f"runs already on {url}")
        return True
    if not engine.is_running():
        return False
    raise CommandError(
        f"{describe(started).capitalize()} is alive but has not answered for {PATIENCE_SECONDS} s.",
        "make logs   (or, to start afresh without what is in it: make down && make up)",
    )


def _start(engine: Engine, wanted: StartedEngine) -> None:
    engine.check()
    if not wanted.settings.persist:
        # an empty engine has none of what an earlier Terraform state speaks of
        forget_terraform_state(wanted.settings)
    write_started_engine(wanted)
    begin = time.monotonic()
    try:
        engine.start(wanted.settings)
    except BaseException:
        if not engine.is_running():
            forget_started_engine()
        raise
    say("", f"started on {endpoint_url(wanted.settings.port)} ({time.monotonic() - begin:.1f} s)")
