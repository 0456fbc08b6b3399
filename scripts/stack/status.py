"""What runs, and where (`make status`)."""

from __future__ import annotations

from scripts.console import console
from scripts.engines.choice import engines
from scripts.engines.running import StartedEngine, read_started_engine
from scripts.health import PATIENCE_SECONDS, answers_in_time
from scripts.paths import STACK_FILE
from scripts.running_stack import missing_parts, what_is_missing
from scripts.shown import shown
from scripts.stack.overview import describe, overview
from scripts.stack.single_run import command_at_work
from scripts.stack_file import read_stack

NOT_UP = 1


def status() -> int:
    """Show the stack, or what keeps it from being up and the next command; 0 for a stack that is up, else 1.

    What it says of a stack is looked up: the engine answers, and has what was deployed.
    """
    at_work = command_at_work()
    if at_work:
        console.print(f"[yellow]…[/] {shown(at_work)} is at work here.")
    problem = _problem_of(read_started_engine())
    if problem:
        console.print(f"[yellow]✗[/] {shown(problem[0])}", soft_wrap=True)
        if not at_work:
            console.print(f"  [dim]next:[/] [bold]{problem[1]}[/]")
        return NOT_UP
    console.print("[green]✓[/] The stack is up.")
    console.print(overview(read_stack()))
    return 0


def _problem_of(started: StartedEngine | None) -> tuple[str, str] | None:
    """What keeps the stack from being up, and the next command."""
    if started is None:
        return "No stack is running.", "make up"
    name, engine = describe(started).capitalize(), engines()[started.name]
    if not engine.is_running():
        return f"{name} was started but is gone.", "make up"
    settings = started.settings
    if not answers_in_time(settings.endpoint_url, engine.is_running, settings.ca_bundle):
        return f"{name} is alive but has not answered for {PATIENCE_SECONDS} s.", "make logs"
    if not STACK_FILE.exists():
        return f"{name} runs, with no stack in it.", "make up"
    stack = read_stack()
    missing = missing_parts(stack)
    return (what_is_missing(missing, stack), "make up") if missing else None
