"""Time that passes only when a test says so."""

from __future__ import annotations


class Clock:
    """Called as `time.time`; a test moves `now`, in seconds."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now
