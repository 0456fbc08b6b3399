"""The engine's log (`make logs`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scripts.console import console
from scripts.engines.choice import engines
from scripts.engines.running import read_started_engine
from scripts.errors import CommandError


def logs(*, follow: bool) -> int:
    """Print it; with `follow`, until Ctrl-C."""
    started = read_started_engine()
    if started is None:
        raise CommandError("No engine has been started, so there is no log.", "make up")
    with _quiet_interrupt():
        engines()[started.name].logs(follow=follow)
    return 0


@contextmanager
def _quiet_interrupt() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        console.print()
