"""The terminal: one console for all commands, and one way to end, with an error or by a signal."""

from __future__ import annotations

import signal
from collections.abc import Callable

from scripts.errors import CommandError
from scripts.interrupts import Interrupted, leave_at_once, raise_interrupted
from scripts.last_word import leave
from scripts.shown import InertConsole, shown, shown_lines

console = InertConsole()
error_console = InertConsole(stderr=True)


def run_command(command: Callable[[], int]) -> None:
    """Run a command and exit with its status.

    A CommandError becomes two readable lines; a signal that asks to end (Ctrl-C, SIGTERM, SIGHUP) one, with
    a shell's status for it (130, 143, 129).
    """
    try:
        raise_interrupted()
        status = _status_of(command)
        leave_at_once()
    except KeyboardInterrupt as error:
        leave_at_once()
        # asyncio's own handler raises the plain one
        interruption = error if isinstance(error, Interrupted) else Interrupted(signal.SIGINT)
        status = interruption.exit_status
        error_console.print(
            f"\n[yellow]Interrupted by {interruption.name}.[/] "
            "Nothing is lost: run the same command again to go on."
        )
    leave(status)


def _status_of(command: Callable[[], int]) -> int:
    try:
        return command()
    except CommandError as error:
        show_error(error)
        return error.exit_code


def show_error(error: CommandError) -> None:
    """Print what is wrong, and the next command where there is one, on standard error."""
    # indented: a line that somebody else has written is never taken for one of ours
    message = str(error).replace("\n", "\n  ")
    error_console.print(f"[bold red]✗[/] {shown_lines(message)}", soft_wrap=True)
    if error.next_command:
        error_console.print(f"  [dim]next:[/] [bold]{shown(error.next_command)}[/]", soft_wrap=True)
