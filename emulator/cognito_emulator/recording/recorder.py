"""The steps of late: as many, and as many bytes, as the bounds allow. Nothing of it is on a disk or in a log.

Functions run in threads of their own, so every change is under a lock; who waits for one waits in the event
loop.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from cognito_emulator.recording.log_lines import CallLog
from cognito_emulator.recording.step import Kind, Step

MOST_STEPS = 20_000
MOST_BYTES = 48 * 1024 * 1024
MOST_IN_ONE = 500


@dataclass
class Recorder:
    """Keeps the newest: at a bound the oldest trees go, whole, but for the newest of all.

    One tree has at most MOST_IN_ONE steps; what comes after is counted in `left_out` of its root. `log` is
    where each call and each run is told.
    """

    log: CallLog = field(default_factory=CallLog)
    most_steps: int = MOST_STEPS
    most_bytes: int = MOST_BYTES
    version: int = 0
    has_ended: bool = False
    _roots: deque[Step] = field(default_factory=deque)
    _steps: dict[int, Step] = field(default_factory=dict)
    _traces: dict[str, Step] = field(default_factory=dict)
    _bytes: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = field(default_factory=dict)

    def begin(self, step: Step, parent: Step | None = None) -> None:
        """Keep a step, by itself or within another one."""
        with self._lock:
            if parent and parent.number in self._steps:
                root = parent.root
                if root.count >= MOST_IN_ONE:
                    root.left_out += 1
                    return
                root.count += 1
                step.parent = parent
                parent.children.append(step)
            else:
                self._roots.append(step)
            step.number = next(self._numbers)
            self._steps[step.number] = step
            if step.trace:
                self._traces[step.trace] = step
            self._weigh(step)
        self._tell()

    def end(self, step: Step) -> None:
        """Count what a step has got since it began."""
        with self._lock:
            if step.number in self._steps:
                self._weigh(step)
        self._tell()

    def roots(self) -> list[Step]:
        """The newest first."""
        with self._lock:
            return list(reversed(self._roots))

    def find(self, number: int) -> Step | None:
        with self._lock:
            return self._steps.get(number)

    def of_trace(self, trace: str) -> Step | None:
        """The run of a function that has this trace."""
        with self._lock:
            return self._traces.get(trace)

    def invocations(self) -> list[Step]:
        """The runs of functions, the newest first."""
        with self._lock:
            return [step for step in reversed(self._steps.values()) if step.kind is Kind.INVOCATION]

    def clear(self) -> None:
        with self._lock:
            self._roots.clear()
            self._steps.clear()
            self._traces.clear()
            self._bytes = 0
        self._tell()

    async def changed(self, since: int) -> int:
        """Wait until there is another version than this one, or no more will come: the version then."""
        event = asyncio.Event()
        with self._lock:
            if self.version != since or self.has_ended:
                return self.version
            self._waiting[event] = asyncio.get_running_loop()
        try:
            await event.wait()
        finally:
            with self._lock:
                self._waiting.pop(event, None)
        return self.version

    def close(self) -> None:
        """Let go whoever waits: the engine ends."""
        self.has_ended = True
        self._tell()

    def _weigh(self, step: Step) -> None:
        self._bytes += step.size - step.counted
        step.counted = step.size
        while len(self._roots) > 1 and (len(self._steps) > self.most_steps or self._bytes > self.most_bytes):
            for gone in self._roots.popleft().all():
                self._bytes -= gone.counted
                self._steps.pop(gone.number)
                self._traces.pop(gone.trace, None)

    def _tell(self) -> None:
        with self._lock:
            self.version += 1
            waiting = list(self._waiting.items())
        for event, loop in waiting:
            loop.call_soon_threadsafe(event.set)
