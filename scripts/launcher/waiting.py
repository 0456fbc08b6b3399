"""A program that takes long, run while the terminal shows that it goes on."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

BETWEEN_SECONDS = 0.2
TO_LINE_BEGIN, ERASE_LINE = "\r", "\x1b[K"


def run_showing_seconds(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """Its exit status and all that it has said; the seconds go to standard error if that is a terminal.

    An interruption ends it, too.
    """
    begin = time.monotonic()
    with subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="backslashreplace",
    ) as process:
        try:
            while (said := _all_it_says(process)) is None:
                _show(f"{'':>10}  {time.monotonic() - begin:.0f} s")
            return process.returncode, said
        finally:
            _show("")
            if process.poll() is None:
                process.terminate()


def _all_it_says(process: subprocess.Popen[str]) -> str | None:
    """None where it goes on."""
    try:
        return process.communicate(timeout=BETWEEN_SECONDS)[0]
    except subprocess.TimeoutExpired:
        return None


def _show(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{TO_LINE_BEGIN}{text}{ERASE_LINE}")
        sys.stderr.flush()
