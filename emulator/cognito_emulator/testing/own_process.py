"""An engine as a process of these tests' own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cognito_emulator.clean_environment import needed
from cognito_emulator.testing.engine_command import ARGUMENTS, log_of


@dataclass(frozen=True)
class OwnProcess:
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, directory: Path) -> OwnProcess:
        """Start an engine whose output is in this directory, and go on."""
        with log_of(directory).open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "cognito_emulator", *ARGUMENTS],
                cwd=directory,  # `-m` would import a module of the tests' own folder in place of Python's
                env=needed(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for the tests, which stop it then
            )
        return cls(process)

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self, seconds: float) -> None:
        """Ask it to end, and wait until it has; after so many seconds kill it."""
        if self.has_ended():
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
