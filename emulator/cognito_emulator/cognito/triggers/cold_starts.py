"""Cold starts take turns: they share this machine's cores, while on AWS each has its own.

Sixteen at once on two cores would use up Cognito's five seconds on each other, start again at the second try,
and never end. Whoever finds no warm environment waits for the first of two things: one that has become free,
or a turn to start another. A function that is warm waits for nobody.
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

    _starting: int = 0
    _running: Counter[str] = field(default_factory=Counter)
    _started: Counter[str] = field(default_factory=Counter)
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def turn(self, function: str) -> AsyncIterator[None]:
        """Wait until the function may be invoked; a cold start has its turn for the length of the body."""
        while not (self._is_warm(function) or self._starting < STARTS_AT_A_TIME):
            await self._something_ends()
        if self._is_warm(function):
            yield
            return
        self._starting += 1
        try:
            yield
        finally:
            self._starting -= 1
            self._tell_who_waits()

    def began(self, function: str, invocation: asyncio.Task[Any]) -> None:
        """Count an invocation for as long as it runs, also when nobody waits for it any more."""
        self._running[function] += 1
        self._started[function] = max(self._started[function], self._running[function])
        invocation.add_done_callback(lambda _: self._ended(function))

    def _is_warm(self, function: str) -> bool:
        return self._running[function] < self._started[function]

    def _ended(self, function: str) -> None:
        self._running[function] -= 1
        self._tell_who_waits()

    async def _something_ends(self) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        await waiting

    def _tell_who_waits(self) -> None:
        told, self._waiting = self._waiting, []
        for waiting in told:
            if not waiting.done():
                waiting.set_result(None)
