"""How long something may take, on the clock that is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signup.clock import Clock


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment, in seconds of `clock.monotonic`, by which work has to have ended."""

    clock: Clock
    moment: float

    @classmethod
    def after(cls, seconds: float, clock: Clock) -> Deadline:
        return cls(clock, clock.monotonic() + seconds)

    def leaves(self, seconds: float) -> bool:
        """Whether something that takes so long can still begin."""
        return self.clock.monotonic() + seconds <= self.moment
