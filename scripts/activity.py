"""What a command is at, on a terminal: a line that moves below what is printed, and goes when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column

from scripts.console import console
from scripts.shown import InertConsole

# what stands before the text takes 34 columns, so a terminal of 60 has room for some of it
BAR_WIDTH = 12
THE_REST = Column(ratio=1, no_wrap=True, overflow="ellipsis")


class Activity:
    """One line for one thing at a time. Nothing is shown outside `on_screen`, and without a terminal."""

    def __init__(self, console: InertConsole) -> None:
        self._console = console
        self._line: tuple[Progress, TaskID] | None = None

    @contextmanager
    def on_screen(self) -> Iterator[None]:
        """Show the line for the body, at least once a second anew."""
        with _line_on(self._console) as line:
            self._line = line, line.add_task("", total=None, topic="", count="")
            try:
                yield
            finally:
                self._line = None

    def begin(self, topic: str, text: str) -> None:
        """Something begins of which nobody knows how long it takes."""
        if self._line:
            line, task = self._line
            line.reset(task, total=None, description=text, topic=topic, count="")

    def reach(self, done: int, total: int, count: str, text: str) -> None:
        """So much of what was begun is done; ``count`` says it for people."""
        if self._line:
            line, task = self._line
            line.update(task, completed=done, total=total, count=count, description=text)


def _line_on(console: InertConsole) -> Progress:
    return Progress(
        TextColumn("{task.fields[topic]:>10}", style="dim", markup=False),
        SpinnerColumn(),
        BarColumn(BAR_WIDTH),
        TextColumn("{task.fields[count]}", markup=False),
        TimeElapsedColumn(),
        TextColumn("{task.description}", style="dim", markup=False, table_column=THE_REST),
        console=console,
        expand=True,
        transient=True,
        disable=not console.is_terminal,
    )


activity = Activity(console)
"""That of the console on which all commands print."""
