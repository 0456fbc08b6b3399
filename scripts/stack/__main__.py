"""The stack on this machine: up, down, status, plan, logs (`python -m scripts.stack --help`)."""

from __future__ import annotations

import argparse
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.table import Table

from scripts.console import console, run_command
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
from scripts.stack.deployment import Deployment, deploy, workspace_for
from scripts.stack.single_run import single_run
from scripts.stack_file import Stack, read_stack, write_stack

DEFAULT_PORT = "4566"
DEFAULT_REGION = "us-east-1"
EPHEMERAL = LOCAL / "ephemeral"
PERSISTED = LOCAL / "persisted"


def main() -> None:
    options = _parse_options()
    commands = {"up": _up, "down": _down, "status": _status, "plan": _plan, "logs": _logs}
    run_command(lambda: commands[options.command](options))


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.stack", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start an engine, deploy the stack into it, write .local/stack.json")
    up.add_argument(
        "--engine", default=os.environ.get("ENGINE") or None, help="default: ENGINE, else embedded"
    )
    up.add_argument("--port", default=os.environ.get("PORT") or DEFAULT_PORT, help="default: PORT, else 4566")
    up.add_argument(
        "--persist",
        action="store_true",
        default=os.environ.get("PERSIST") == "1",
        help="keep state after `down`",
    )
    commands.add_parser("down", help="stop what `up` started")
    commands.add_parser("status", help="what runs, and where")
    commands.add_parser("plan", help="what Terraform would change; status 0: nothing, 2: something")
    logs = commands.add_parser("logs", help="the engine's log")
    logs.add_argument("--follow", action="store_true", help="until Ctrl-C")
    return parser.parse_args()


def _up(options: argparse.Namespace) -> int:
    settings = EngineSettings(_port(options.port), options.persist)
    with single_run(LOCAL / "up.lock"):
        engine, why = _engine_for(options.engine)
        _say("engine", f"[bold]{engine.name}[/], since {why}")
        _ensure_started(engine, settings)
        with apply_progress() as on_progress:
            deployment = deploy(
                endpoint_url(settings.port), DEFAULT_REGION, _work_directory(settings), _say, on_progress
            )
        _say("apply", f"{deployment.changes} resources changed ({deployment.seconds:.1f} s)")
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
                f"An engine runs already: {_describe(started)}. You asked for {_describe(wanted)}.",
                "make down",
            )
        if answers(endpoint_url(settings.port)):
            _say("", f"runs already on {endpoint_url(settings.port)}")
            return
        engine.stop()
    _start(engine, wanted)


def _start(engine: Engine, wanted: StartedEngine) -> None:
    engine.check()
    STACK_FILE.unlink(missing_ok=True)
    if not wanted.settings.persist:
        # an empty engine has none of what an earlier Terraform state speaks of
        shutil.rmtree(_work_directory(wanted.settings), ignore_errors=True)
    write_started_engine(wanted)
    begin = time.monotonic()
    try:
        engine.start(wanted.settings)
    except BaseException:
        forget_started_engine()
        raise
    _say("", f"started on {endpoint_url(wanted.settings.port)} ({time.monotonic() - begin:.1f} s)")


def _show_result(stack: Stack, deployment: Deployment) -> None:
    if deployment.changes == 0:
        console.print("\n[bold green]✓ Nothing to change:[/] the stack is as it should be.")
    else:
        console.print("\n[bold green]✓ The stack is up.[/]")
    console.print(_overview(stack))
    console.print("[dim]next[/]  [bold]make demo[/]      sign a person up and watch every step")
    console.print("      [bold]make demo-web[/]  the same in a browser")
    console.print("      [bold]make e2e[/]       the end-to-end tests against this stack")
    console.print("      [bold]make down[/]      stop it")


def _overview(stack: Stack) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 2))
    table.add_row("engine", f"{stack.engine} at {stack.endpoint_url}")
    table.add_row("user pool", stack.user_pool_id)
    table.add_row("app client", stack.user_pool_client_id)
    table.add_row("groups", ", ".join(stack.user_types))
    table.add_row("table", stack.table_name)
    table.add_row("function", str(stack.outputs["post_confirmation_function_name"]))
    table.add_row("sign-up page", str(stack.outputs["hosted_ui_sign_up_url"]).partition("?")[0])
    if stack.inbox_url:
        table.add_row("inbox", stack.inbox_url)
    table.add_row("details", ".local/stack.json")
    return table


def _down(_: argparse.Namespace) -> int:
    started = read_started_engine()
    if started is None:
        console.print("Nothing to stop: `make up` has not started anything.")
        return 0
    engines()[started.name].stop()
    STACK_FILE.unlink(missing_ok=True)
    for directory in (LOCAL / started.name, EPHEMERAL):
        shutil.rmtree(directory, ignore_errors=True)
    forget_started_engine()
    console.print(f"[green]✓[/] Stopped {_describe(started)}.")
    if started.settings.persist:
        console.print("  Its state is kept in .local/persisted: `make up PERSIST=1` goes on with it.")
    return 0


def _status(_: argparse.Namespace) -> int:
    started = read_started_engine()
    problem = _problem_of(started)
    if problem:
        console.print(f"[yellow]✗[/] {problem[0]}\n  [dim]next:[/] [bold]{problem[1]}[/]")
    else:
        console.print("[green]✓[/] The stack is up.")
        console.print(_overview(read_stack()))
    return 0


def _problem_of(started: StartedEngine | None) -> tuple[str, str] | None:
    """What keeps the stack from being up, and the next command."""
    if started is None:
        return "No stack is running.", "make up"
    name = _describe(started).capitalize()
    if not engines()[started.name].is_running():
        return f"{name} was started but is gone.", "make up"
    if not answers(endpoint_url(started.settings.port)):
        return f"{name} runs but does not answer.", "make logs"
    if not STACK_FILE.exists():
        return f"{name} runs, with no stack in it.", "make up"
    return None


def _plan(_: argparse.Namespace) -> int:
    stack, started = read_stack(), _running_engine()
    url = endpoint_url(started.settings.port)
    return workspace_for(url, stack.region, _work_directory(started.settings), _say).plan()


def _logs(options: argparse.Namespace) -> int:
    started = read_started_engine()
    if started is None:
        raise CommandError("No engine has been started, so there is no log.", "make up")
    with _quiet_interrupt():
        engines()[started.name].logs(follow=options.follow)
    return 0


def _running_engine() -> StartedEngine:
    started = read_started_engine()
    if started is None or not engines()[started.name].is_running():
        raise CommandError("No engine is running.", "make up")
    return started


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise CommandError(
            f"PORT={text} is no port: a number from 1 to 65535.", "make up PORT=4566", exit_code=2
        )
    return int(text)


def _work_directory(settings: EngineSettings) -> Path:
    return (PERSISTED if settings.persist else EPHEMERAL) / "terraform"


def _describe(started: StartedEngine) -> str:
    persist = ", state kept" if started.settings.persist else ""
    return f"the {started.name} engine on port {started.settings.port}{persist}"


def _say(topic: str, text: str) -> None:
    console.print(f"[dim]{topic:>10}[/]  {text}", soft_wrap=True)


@contextmanager
def _quiet_interrupt() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        console.print()


if __name__ == "__main__":
    main()
