"""An engine on a free port of loopback, for as long as tests run."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cognito_emulator.testing.engine_command import ARGUMENTS, log_of
from cognito_emulator.testing.errors import TestingError
from cognito_emulator.testing.own_process import OwnProcess

START_SECONDS = 60
STOP_SECONDS = 15
_POLL_SECONDS = 0.01
_LAST_LINES = 30
_READY = re.compile(r"^The emulator answers at (?P<url>https?://\S+)\nReady\.$", re.MULTILINE)


class _Process(Protocol):
    def has_ended(self) -> bool: ...

    def stop(self, seconds: float) -> None: ...


@dataclass(frozen=True)
class EngineProcess:
    """`directory` is the engine's own: it runs there, and its output is in it."""

    process: _Process
    directory: Path

    @classmethod
    def start(cls, session: str | None = None) -> EngineProcess:
        """Start an engine and go on: `endpoint_url` waits for it.

        `session` names a session of pytest-xdist, whose workers have their engines of one nursery. On Linux
        an engine ends with these tests' process, however that does: elsewhere a fork may lose what it needs.
        """
        directory = Path(tempfile.mkdtemp(prefix="cognito-emulator-"))
        if sys.platform == "linux":
            from cognito_emulator.testing.nursery_child import NurseryChild  # noqa: PLC0415 - not on Windows

            return cls(NurseryChild.start(directory, session or uuid.uuid4().hex), directory)
        else:  # noqa: RET505 - mypy takes what follows the other branch for unreachable on this system
            return cls(OwnProcess.start(directory), directory)

    def endpoint_url(self) -> str:
        """Where it answers, once it does. TestingError, with its last lines, if it does not in a minute."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            has_ended = self.process.has_ended()
            if ready := _READY.search(self._output()):
                return ready["url"]
            if has_ended:
                raise self._not_started("ended before it was ready")
            time.sleep(_POLL_SECONDS)
        raise self._not_started(f"was not ready in {START_SECONDS} s")

    def stop(self) -> None:
        """Have it end, and remove its output."""
        self.process.stop(STOP_SECONDS)
        shutil.rmtree(self.directory, ignore_errors=True)

    def _output(self) -> str:
        log = log_of(self.directory)
        return log.read_text(errors="replace") if log.exists() else ""

    def _not_started(self, what: str) -> TestingError:
        lines = "\n".join(self._output().splitlines()[-_LAST_LINES:])
        command = f"{sys.executable} -m cognito_emulator {' '.join(ARGUMENTS)}"
        return TestingError(f"The engine {what}. To see it alone: {command}\nIts last lines:\n{lines}")
