"""Two runs of the same command at once would undo each other's work: the second one is refused."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.errors import CommandError


@contextmanager
def single_run(lock_file: Path) -> Iterator[None]:
    """Hold the lock for the body. Raises CommandError at once where another process holds it."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError("Another `make up` is at work here.", "make status") from None
        yield
