"""A bar while Terraform applies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from scripts.console import console
from scripts.terraform import events


@contextmanager
def apply_progress() -> Iterator[Callable[[events.Progress], None]]:
    """A bar from the first finished resource on, gone afterwards, and never there without a terminal."""
    bar = Progress(
        TextColumn("[dim]     apply[/] "),
        BarColumn(32),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", style="dim", markup=False),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("planning", total=None)
        yield lambda done: bar.update(task, completed=done.count, total=done.total, description=done.address)
