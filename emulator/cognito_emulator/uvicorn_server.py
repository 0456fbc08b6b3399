"""uvicorn's server for a program that has signal handlers of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import uvicorn


class SignalFreeServer(uvicorn.Server):
    """Leaves signals to whoever runs it, who sets `should_exit`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
