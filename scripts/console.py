"""The terminal: one console for all commands, and one way to end with an error."""

from __future__ import annotations

import sys
from collections.abc import Callable

from rich.console import Console
from rich.markup import escape

from scripts.errors import CommandError

console = Console(highlight=False)
error_console = Console(stderr=True, highlight=False)

INTERRUPTED = 130


def run_command(command: Callable[[], int]) -> None:
    """Run a command and exit with its status; a CommandError becomes two readable lines, Ctrl-C 130."""
    try:
        sys.exit(command())
    except CommandError as error:
        show_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        error_console.print("\n[yellow]Interrupted.[/] Nothing is lost: run the same command again to go on.")
        sys.exit(INTERRUPTED)


def show_error(error: CommandError) -> None:
    """Print what is wrong, and the next command where there is one, on standard error."""
    error_console.print(f"[bold red]✗[/] {escape(str(error))}", soft_wrap=True)
    if error.next_command:
        error_console.print(f"  [dim]next:[/] [bold]{escape(error.next_command)}[/]", soft_wrap=True)
