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
NEVER_TAKEN_SECONDS, ELSEWHERE_SECONDS = 2.0, 0.2


def leave(status: int) -> NoReturn:
    """Exit with this status.

    At a SIGQUIT GNU make waits for its recipe and ends with status 1, and where the recipe ends well it says
    nothing (fatal_error_signal in its commands.c). A signal that has ended the command has reached make, too,
    and a make that ignores SIGQUIT, as its command does then, has to be told by the status.
    """
    if 0 < status < STATUS_OF_SIGNALS and _is_called_by_make() and not _is_ignored(signal.SIGQUIT):
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        _end(os.getppid())
        status = 0
    sys.exit(status)


def _is_called_by_make() -> bool:
    return os.environ.get(CALLED_BY) == str(os.getppid())


def _is_ignored(number: int) -> bool:
    return signal.getsignal(number) is signal.SIG_IGN


def _end(make: int) -> None:
    os.kill(make, signal.SIGQUIT)
    status = Path("/proc") / str(make) / "status"
    if not status.exists():
        time.sleep(ELSEWHERE_SECONDS)
        return
    # a make that has not taken it when its recipe ends waits for the recipe twice
    until = time.monotonic() + NEVER_TAKEN_SECONDS
    while _is_pending(status) and time.monotonic() < until:
        time.sleep(0.001)


def _is_pending(status: Path) -> bool:
    """https://man7.org/linux/man-pages/man5/proc_pid_status.5.html"""
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return False
    pending = next((line.split()[1] for line in lines if line.startswith("ShdPnd:")), "0")
    return bool(int(pending, 16) >> (signal.SIGQUIT - 1) & 1)
