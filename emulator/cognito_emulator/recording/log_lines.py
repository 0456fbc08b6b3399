"""The engine's log of what it has done: a line a call, and what functions write. Nothing personal but theirs.

A function's own lines are whatever it writes: what it says of people is its author's to decide. They are
written straight to standard output: by `logging` a line costs a third of all that is recorded of a call.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TextIO

from cognito_emulator.inert_text import inert
from cognito_emulator.recording.step import Step


@dataclass
class CallLog:
    """Writes to `stream`; None writes nothing."""

    stream: TextIO | None = None
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, level: str) -> CallLog:
        """Standard output where `level` is info or debug."""
        return cls(sys.stdout if level in ("info", "debug") else None)

    def call(self, step: Step) -> None:
        """Service, operation, status, milliseconds, request id."""
        self._write(f"{step.service} {step.name} {step.status} {step.ms or 0.0:.0f} ms {step.request_id}")

    def function(self, step: Step) -> None:
        """How a function's run went, and each line that it has written."""
        start = "cold" if step.is_cold else "warm"
        self._write(f"lambda {step.name} {step.error or 'ok'} {step.ms or 0.0:.0f} ms {start}")
        for line in step.log.splitlines():
            self._write(f"lambda {step.name} | {line}")

    def _write(self, text: str) -> None:
        if self.stream is None:
            return
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with self._lock:
            self.stream.write(f"{moment} {inert(text)}\n")
            self.stream.flush()
