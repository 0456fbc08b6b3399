"""The engine's clock: this machine's, and ahead of it by as much as a test has said."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_SECONDS = 100 * 366 * 86400.0


class ClockError(Exception):
    """The clock cannot be moved so; the message says how it can."""


@dataclass
class EngineClock:
    """Called as `time.time`. `ahead` is in seconds and is forgotten when the process ends."""

    real: Callable[[], float] = time.time
    ahead: float = 0.0

    def __call__(self) -> float:
        return self.real() + self.ahead

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass at once, more than none. ClockError for others, or beyond a century."""
        if not (math.isfinite(seconds) and 0 < seconds <= MOST_SECONDS - self.ahead):
            raise ClockError(
                "The clock goes forward by a number of seconds, a hundred years at most in all. "
                "DELETE sets it back to this machine's time."
            )
        self.ahead += seconds

    def set_back(self) -> None:
        """To this machine's time."""
        self.ahead = 0.0
