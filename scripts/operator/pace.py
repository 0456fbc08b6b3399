"""No more calls a second than a quota leaves for us."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Pace:
    """Makes its caller wait so that turns come at most ``per_second`` times a second."""

    per_second: float
    _next_turn: float = field(default=0.0, init=False)

    def wait(self) -> None:
        """Return when it is the caller's turn."""
        now = time.monotonic()
        turn = max(now, self._next_turn)
        self._next_turn = turn + 1 / self.per_second
        time.sleep(turn - now)
