"""Cold starts take turns: they share this machine's cores, while on AWS each has its own.

Sixteen at once on two cores would use up Cognito's five seconds on each other, start again at the second try,
and never end. A function that is warm waits for nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

STARTS_AT_A_TIME = max(2, os.cpu_count() or 1)


@dataclass
class ColdStarts:
    """Knows how many environments each function has had at a time: so many invocations find a warm one."""

    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(STARTS_AT_A_TIME))
    _running: Counter[str] = field(default_factory=Counter)
    _started: Counter[str] = field(default_factory=Counter)

    @contextlib.asynccontextmanager
    async def turn(self, function: str) -> AsyncIterator[None]:
        """Wait until the function may be invoked; a cold start has its turn for the length of the body."""
        is_cold = self._running[function] >= self._started[function]
        async with self._turns if is_cold else contextlib.nullcontext():
            yield

    def began(self, function: str, invocation: asyncio.Task[Any]) -> None:
        """Count an invocation for as long as it runs, also when nobody waits for it any more."""
        self._running[function] += 1
        self._started[function] = max(self._started[function], self._running[function])
        invocation.add_done_callback(lambda _: self._running.subtract([function]))
