"""Commands that change the stack run one at a time: two at once would undo each other's work."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from scripts.console import console
from scripts.errors import CommandError
from scripts.health import wait_until
from scripts.paths import LOCAL

LOCK_FILE = LOCAL / "up.lock"
# `command_at_work` has the lock for less
LOOK_SECONDS = 0.5


@contextmanager
def single_run(command: str, lock_file: Path = LOCK_FILE, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the lock for the body, in the name of this command; whoever holds it is waited for so long.

    Raises CommandError, which names the holder, where the lock cannot be had. It ends with its process,
    however that ends.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    # not "w": what its holder has written is still to be read
    with lock_file.open("a+") as lock:
        if not _is_taken(lock, fcntl.LOCK_EX):
            _wait_for(lock, wait_seconds)
        _write_holder(lock, command)
        yield


def command_at_work(lock_file: Path = LOCK_FILE) -> str | None:
    """The command that holds the lock now, as part of a sentence; None for none."""
    if not lock_file.exists():
        return None
    with lock_file.open() as lock:
        return None if _is_taken(lock, fcntl.LOCK_SH) else _holder(lock)


def _is_taken(lock: TextIO, kind: int) -> bool:
    """Whether the lock is ours now; it goes as the file is closed."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for(lock: TextIO, seconds: float) -> None:
    holder = _holder(lock)
    if seconds:
        console.print(f"[yellow]…[/] {holder} is at work here: waiting for it, {seconds:.0f} s at most.")
    if not wait_until(lambda: _is_taken(lock, fcntl.LOCK_EX), max(seconds, LOOK_SECONDS)):
        raise CommandError(f"Another command is at work here: {holder}.", "make status")


def _holder(lock: TextIO) -> str:
    lock.seek(0)
    return lock.read().strip() or "another command"


def _write_holder(lock: TextIO, command: str) -> None:
    lock.truncate(0)
    lock.write(f"`{command}` (process {os.getpid()})\n")
    lock.flush()
