"""The end of a command that `make` has called: what it has said stays the last thing on the screen.

Any Python reads this file.
"""

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

CALLED_BY = "MAKE_TO_END"
"""The process id of a make that is to end without a word where its command has failed."""
STATUS_OF_SIGNALS = 128
"""A shell's status of a process that a signal has ended is this and the signal's number."""
ENDED_BY = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
NEVER_TAKEN_SECONDS, ELSEWHERE_SECONDS = 2.0, 0.2


def leave(status: int) -> NoReturn:
    """Exit with this status, or with 0 where make has it."""
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    sys.exit(handed_to_make(status))


def handed_to_make(status: int) -> int:
    """End the make that has called this command as the status says; what to exit with.

    GNU make reports a recipe that has failed. At a signal it waits for its recipe, says nothing where that
    ends well, and ends itself: by the signal, at a SIGQUIT with status 1 (fatal_error_signal in its
    commands.c). A make that ignores the signal, as its command does then, has to be told by the status.
    """
    if status == 0 or not _is_called_by_make():
        return status
    number = status - STATUS_OF_SIGNALS if status > STATUS_OF_SIGNALS else signal.SIGQUIT
    if number not in (signal.SIGQUIT, *ENDED_BY) or _is_ignored(number):
        return status
    # make hands a SIGTERM on to its recipe
    signal.signal(number, signal.SIG_IGN)
    _end(os.getppid(), number)
    return 0


def _is_called_by_make() -> bool:
    return os.environ.get(CALLED_BY) == str(os.getppid())


def _is_ignored(number: int) -> bool:
    return signal.getsignal(number) is signal.SIG_IGN


def _end(make: int, number: int) -> None:
    os.kill(make, number)
    status = Path("/proc") / str(make) / "status"
    if not status.exists():
        time.sleep(ELSEWHERE_SECONDS)
        return
    # a make that has not taken it when its recipe ends waits for the recipe twice
    until = time.monotonic() + NEVER_TAKEN_SECONDS
    while _is_to_take(status, number) and time.monotonic() < until:
        time.sleep(0.001)


def _is_to_take(status: Path, number: int) -> bool:
    """Whether it has still to come; one that is held back was there before, and is being dealt with.

    https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    """
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return False
    pending, blocked = (
        next((int(line.split()[1], 16) for line in lines if line.startswith(name)), 0)
        for name in ("ShdPnd:", "SigBlk:")
    )
    return bool((pending & ~blocked) >> (number - 1) & 1)
