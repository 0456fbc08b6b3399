"""An engine as a process of its own, on a free port of loopback, for as long as tests run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from cognito_emulator.clean_environment import needed
from cognito_emulator.testing.errors import TestingError

START_SECONDS = 60
STOP_SECONDS = 15
_POLL_SECONDS = 0.01
_LAST_LINES = 30
_READY = re.compile(r"^The emulator answers at (?P<url>https?://\S+)\nReady\.$", re.MULTILINE)


@dataclass(frozen=True)
class EngineProcess:
    """`directory` is the process's own: it runs there, and its output is in it."""

    process: subprocess.Popen[bytes]
    directory: Path

    @classmethod
    def start(cls) -> EngineProcess:
        """Start `python -m cognito_emulator` on a free port and go on: `endpoint_url` waits for it."""
        directory = Path(tempfile.mkdtemp(prefix="cognito-emulator-"))
        with _log(directory).open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "cognito_emulator", "--port", "0", "--log-level", "warning"],
                cwd=directory,  # `-m` would import a module of the tests' own folder in place of Python's
                env=needed(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for the tests, which stop it then
            )
        return cls(process, directory)

    def endpoint_url(self) -> str:
        """Where it answers, once it does. TestingError, with its last lines, if it does not in a minute."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if ready := _READY.search(self._output()):
                return ready["url"]
            if self.process.poll() is not None:
                raise self._not_started(f"ended with status {self.process.returncode}")
            time.sleep(_POLL_SECONDS)
        raise self._not_started(f"was not ready in {START_SECONDS} s")

    def stop(self) -> None:
        """Ask it to end, wait until it has, and remove its output."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _output(self) -> str:
        return _log(self.directory).read_text(errors="replace")

    def _not_started(self, what: str) -> TestingError:
        lines = "\n".join(self._output().splitlines()[-_LAST_LINES:])
        command = f"{sys.executable} -m cognito_emulator --port 0"
        return TestingError(f"The engine {what}. To see it alone: {command}\nIts last lines:\n{lines}")


def _log(directory: Path) -> Path:
    return directory / "engine.log"
