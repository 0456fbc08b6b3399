"""What runs, and where (`make status`)."""

from __future__ import annotations

from scripts.console import console
from scripts.engines import endpoint_url
from scripts.engines.choice import engines
from scripts.engines.running import StartedEngine, read_started_engine
from scripts.health import answers
from scripts.paths import STACK_FILE
from scripts.stack.overview import describe, overview
from scripts.stack_file import read_stack


def status() -> int:
    """Show the stack, or what keeps it from being up and the next command."""
    started = read_started_engine()
    problem = _problem_of(started)
    if problem:
        console.print(f"[yellow]✗[/] {problem[0]}\n  [dim]next:[/] [bold]{problem[1]}[/]")
    else:
        console.print("[green]✓[/] The stack is up.")
        console.print(overview(read_stack()))
    return 0


def _problem_of(started: StartedEngine | None) -> tuple[str, str] | None:
    """What keeps the stack from being up, and the next command."""
    if started is None:
        return "No stack is running.", "make up"
    name = describe(started).capitalize()
    if not engines()[started.name].is_running():
        return f"{name} was started but is gone.", "make up"
    if not answers(endpoint_url(started.settings.port)):
        return f"{name} runs but does not answer.", "make logs"
    if not STACK_FILE.exists():
        return f"{name} runs, with no stack in it.", "make up"
    return None
