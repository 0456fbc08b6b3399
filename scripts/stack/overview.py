"""What the commands say of a stack and its engine."""

from __future__ import annotations

from rich.table import Table

from cognito_emulator.issuer import OF_THE_ENGINE
from scripts.console import console
from scripts.engines.running import StartedEngine
from scripts.shown import shown
from scripts.stack_file import Stack


def overview(stack: Stack) -> Table:
    """What a person needs of a stack, a line each."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 2))
    table.add_row("engine", shown(f"{stack.engine} at {stack.endpoint_url}"))
    table.add_row("user pool", shown(stack.user_pool_id))
    table.add_row("app client", shown(stack.user_pool_client_id))
    table.add_row("groups", shown(", ".join(stack.user_types)))
    table.add_row("table", shown(stack.table_name))
    table.add_row("function", shown(stack.post_confirmation_function_name))
    table.add_row("sign-up page", shown(str(stack.outputs["hosted_ui_sign_up_url"]).partition("?")[0]))
    if stack.inbox_url:
        table.add_row("inbox", shown(stack.inbox_url))
        table.add_row("console", shown(f"{stack.endpoint_url}/_console"))
    table.add_row("details", ".local/stack.json")
    return table


def describe(started: StartedEngine) -> str:
    """The engine with its port, as part of a sentence."""
    settings = started.settings
    tls, persist = (", https" if settings.tls else ""), (", state kept" if settings.persist else "")
    issuer = ", itself the issuer" if settings.issuer == OF_THE_ENGINE else ""
    log = "" if settings.log == "info" else f", its log {settings.log}"
    return f"the {started.name} engine on port {settings.port}{tls}{persist}{issuer}{log}"


def say(topic: str, text: str) -> None:
    """A line of progress, behind what it is about."""
    console.print(f"[dim]{topic:>10}[/]  {text}", soft_wrap=True)
