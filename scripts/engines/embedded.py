"""The embedded engine: `python -m cognito_emulator` as a process of its own on this machine."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import psutil

from cognito_emulator.issuer import ISSUER
from scripts.engines import EngineSettings
from scripts.engines.ports import refuse_taken_port
from scripts.errors import CommandError
from scripts.health import answers, wait_until
from scripts.interrupts import uninterrupted
from scripts.paths import LOCAL, PROJECT, TLS
from scripts.shown import pass_on
from scripts.whole_file import write_whole

START_SECONDS = 30
STOP_SECONDS = 15
FOLLOW_SECONDS = 0.2
OF_A_PERSON = {"Approve": "approve", "Reject": "reject"}
"""What the console's page of a person has beside what every pool has: its button, and the command."""
_BEGIN = b"begin\n"
_ONCE_TOLD_TO = ("sh", "-c", 'read -r begin && exec "$@" < /dev/null', "sh")
"""Puts a command off until a line is read; where the pipe is closed without one, nothing is begun."""


@dataclass(frozen=True)
class EmbeddedEngine:
    """The engine as a process of this machine, started and stopped by its process id and start time."""

    directory: Path = LOCAL / "embedded"
    state: Path = LOCAL / "persisted" / "emulator"
    name: str = "embedded"
    _children: list[subprocess.Popen[bytes]] = field(default_factory=list, init=False, compare=False)

    @property
    def log(self) -> Path:
        return self.directory / "emulator.log"

    @property
    def process_file(self) -> Path:
        return self.directory / "process.json"

    def check(self) -> None:
        """Needs nothing but this Python."""

    def start(self, settings: EngineSettings, snapshot: Path | None = None) -> None:
        """As `Engine.start`; it begins with what is in the file ``snapshot``, or empty."""
        refuse_taken_port(settings.port)
        try:
            with uninterrupted():
                # a process that nobody remembers would hold the port, and nobody could stop it: it begins
                # when it is remembered, and never where this command is killed before that
                process = self._spawn(settings, snapshot)
                self._remember(process)
                self._begin(process)
            self._wait_for(process, settings)
        except BaseException:
            with uninterrupted():
                self.stop()
            raise

    def is_running(self) -> bool:
        return self.process() is not None

    def stop(self) -> None:
        process = self.process()
        if process is not None:
            process.terminate()
            if not self._ends(STOP_SECONDS):
                process.kill()
                self._ends(STOP_SECONDS)
        while self._children:
            # reaped here where this very process has started it
            self._children.pop().wait(STOP_SECONDS)
        self.process_file.unlink(missing_ok=True)

    def _ends(self, seconds: float) -> bool:
        # not psutil's wait: it waits too for whoever is to collect the status of a process that is no child
        return wait_until(lambda: not self.is_running(), seconds)

    def logs(self, *, follow: bool) -> None:
        if not self.log.exists():
            raise CommandError("The embedded engine has no log: it has not been started.", "make up")
        with self.log.open(errors="backslashreplace") as lines:
            pass_on(lines)
            while follow:
                pass_on(lines)
                time.sleep(FOLLOW_SECONDS)

    def _spawn(self, settings: EngineSettings, snapshot: Path | None = None) -> subprocess.Popen[bytes]:
        self.directory.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "cognito_emulator", "--port", str(settings.port)]
        command += ["--log-level", settings.log]
        if settings.persist:
            command += ["--state-dir", str(self.state)]
        if snapshot:
            command += ["--snapshot", str(snapshot)]
        if settings.tls:
            command += ["--tls", str(TLS)]
        for button, name in OF_A_PERSON.items():
            run = shlex.join([sys.executable, "-m", "scripts.cli", name, "--sub"])
            command += ["--person-command", f"{button}={run} {{sub}}"]
        with self.log.open("wb") as log:
            # a session of its own: Ctrl-C in the terminal ends `make up`, not the engine
            child = subprocess.Popen(
                [*_ONCE_TOLD_TO, *command],
                cwd=PROJECT,
                env={**os.environ, ISSUER: settings.issuer},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._children.append(child)
        return child

    def _remember(self, process: subprocess.Popen[bytes]) -> None:
        started = psutil.Process(process.pid).create_time()
        write_whole(self.process_file, json.dumps({"pid": process.pid, "create_time": started}))

    def _begin(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as told:
            told.write(_BEGIN)

    def process(self) -> psutil.Process | None:
        """The engine's process; None where it is gone."""
        # a process id alone may belong to somebody else by now; with its start time it is ours
        try:
            remembered = json.loads(self.process_file.read_text())
            process = psutil.Process(remembered["pid"])
            is_ours = process.create_time() == remembered["create_time"]
            return process if is_ours and process.status() != psutil.STATUS_ZOMBIE else None
        except (FileNotFoundError, ValueError, KeyError, psutil.NoSuchProcess):
            return None

    def _wait_for(self, process: subprocess.Popen[bytes], settings: EngineSettings) -> None:
        url, trusted = settings.endpoint_url, settings.ca_bundle
        wait_until(
            lambda: process.poll() is not None or (self._is_ready() and answers(url, trusted)), START_SECONDS
        )
        if process.poll() is not None or not answers(url, trusted):
            raise CommandError(self._why_it_died(process), "make logs")

    def _is_ready(self) -> bool:
        return "Ready." in self.log.read_text().splitlines()

    def _why_it_died(self, process: subprocess.Popen[bytes]) -> str:
        last_lines = "\n".join(self.log.read_text().splitlines()[-10:])
        state = f"ended with status {process.returncode}" if process.poll() is not None else "did not answer"
        return f"The embedded engine {state} within {START_SECONDS} s. Its last lines:\n{last_lines}"
