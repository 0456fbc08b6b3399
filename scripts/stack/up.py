"""Start an engine, deploy the stack into it, write .local/stack.json (`make up`)."""

from __future__ import annotations

import shutil
import time

from scripts.console import console
from scripts.engines import Engine, EngineSettings, endpoint_url
from scripts.engines.choice import choose_engine, engines
from scripts.engines.running import (
    StartedEngine,
    forget_started_engine,
    read_started_engine,
    write_started_engine,
)
from scripts.errors import CommandError
from scripts.health import answers
from scripts.paths import LOCAL, STACK_FILE
from scripts.stack.apply_progress import apply_progress
from scripts.stack.deployment import Deployment, deploy
from scripts.stack.overview import describe, overview, say
from scripts.stack.single_run import single_run
from scripts.stack.work_directory import work_directory
from scripts.stack_file import Stack, write_stack

DEFAULT_REGION = "us-east-1"


def up(engine_name: str | None, settings: EngineSettings) -> int:
    """Raises CommandError for what keeps the stack from being up; `engine_name` is what ENGINE asks for."""
    with single_run(LOCAL / "up.lock"):
        engine, why = _engine_for(engine_name)
        say("engine", f"[bold]{engine.name}[/], since {why}")
        _ensure_started(engine, settings)
        with apply_progress() as on_progress:
            deployment = deploy(
                endpoint_url(settings.port), DEFAULT_REGION, work_directory(settings), say, on_progress
            )
        say("apply", f"{deployment.changes} resources changed ({deployment.seconds:.1f} s)")
        stack = Stack.local(engine.name, endpoint_url(settings.port), deployment.outputs)
        write_stack(stack)
    _show_result(stack, deployment)
    return 0


def _engine_for(asked_for: str | None) -> tuple[Engine, str]:
    started = read_started_engine()
    if asked_for is None and started and engines()[started.name].is_running():
        return engines()[started.name], "it is what runs"
    return choose_engine(asked_for)


def _ensure_started(engine: Engine, settings: EngineSettings) -> None:
    wanted, started = StartedEngine(engine.name, settings), read_started_engine()
    if started and engines()[started.name].is_running():
        if started != wanted:
            raise CommandError(
                f"An engine runs already: {describe(started)}. You asked for {describe(wanted)}.",
                "make down",
            )
        if answers(endpoint_url(settings.port)):
            say("", f"runs already on {endpoint_url(settings.port)}")
            return
        engine.stop()
    _start(engine, wanted)


def _start(engine: Engine, wanted: StartedEngine) -> None:
    engine.check()
    STACK_FILE.unlink(missing_ok=True)
    if not wanted.settings.persist:
        # an empty engine has none of what an earlier Terraform state speaks of
        shutil.rmtree(work_directory(wanted.settings), ignore_errors=True)
    write_started_engine(wanted)
    begin = time.monotonic()
    try:
        engine.start(wanted.settings)
    except BaseException:
        forget_started_engine()
        raise
    say("", f"started on {endpoint_url(wanted.settings.port)} ({time.monotonic() - begin:.1f} s)")


def _show_result(stack: Stack, deployment: Deployment) -> None:
    if deployment.changes == 0:
        console.print("\n[bold green]✓ Nothing to change:[/] the stack is as it should be.")
    else:
        console.print("\n[bold green]✓ The stack is up.[/]")
    console.print(overview(stack))
    console.print("[dim]next[/]  [bold]make demo[/]      sign a person up and watch every step")
    console.print("      [bold]make demo-web[/]  the same in a browser")
    console.print("      [bold]make e2e[/]       the end-to-end tests against this stack")
    console.print("      [bold]make down[/]      stop it")
