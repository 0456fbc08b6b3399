"""Runs of the conformance suite, each a pytest of its own against one engine."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.conformance.page import Verdict, read_verdicts
from scripts.conformance.peers import DIRECTORY, log_of
from scripts.errors import CommandError
from scripts.paths import PROJECT

LONGEST_RUN_SECONDS = 3600
_PERCENT = re.compile(r"\[\s*(\d+)%\]")
_COLLECTED = re.compile(r"(\d+) tests collected")
_RAN = {0, 1}  # pytest's exit codes: all rules hold, some fail


class Suites:
    """The runs that are under way; `stop` interrupts each once, so that it still clears up after itself."""

    def __init__(self) -> None:
        self._under_way: set[subprocess.Popen[str]] = set()
        self._stopped = False

    def run(self, name: str, arguments: Sequence[str], progressed: Callable[..., None]) -> list[Verdict]:
        """Ask every rule; `progressed(completed=…)` hears the percentage.

        Raises CommandError where the suite did not get to its end.
        """
        file, log = DIRECTORY / f"{name}.json", log_of(name, "rules")
        file.unlink(missing_ok=True)
        with self._pytest(["--verdicts", str(file), *arguments]) as suite:
            _follow(suite, log, progressed)
        verdicts = read_verdicts(file) if suite.returncode in _RAN and file.exists() else []
        if not verdicts or any(verdict.verdict is None for verdict in verdicts):
            raise CommandError(f"Not every rule was put to {name}", f"tail {log.relative_to(PROJECT)}")
        return verdicts

    def count(self) -> int:
        """How many rules there are. Raises CommandError where they cannot be read."""
        log = log_of("rules", "collected")
        with self._pytest(["--collect-only", "--quiet"]) as suite:
            _follow(suite, log, lambda **_: None)
        counted = _COLLECTED.search(log.read_text())
        if not counted:
            raise CommandError("The rules cannot be read", f"tail {log.relative_to(PROJECT)}")
        return int(counted[1])

    def stop(self) -> None:
        self._stopped = True
        for suite in list(self._under_way):
            suite.send_signal(signal.SIGINT)

    @contextmanager
    def _pytest(self, arguments: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
        """In a session of its own: a Ctrl-C at the terminal must not reach it beside ours from `stop`."""
        if self._stopped:
            raise CommandError("Interrupted")
        command = [sys.executable, "-m", "pytest", "tests/conformance", "-v", "--tb=short", "--color=no"]
        command += ["--session-timeout", str(LONGEST_RUN_SECONDS), *arguments]
        with subprocess.Popen(
            command,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as suite:
            self._under_way.add(suite)
            try:
                yield suite
            finally:
                suite.wait()
                self._under_way.discard(suite)


def _follow(suite: subprocess.Popen[str], log: Path, progressed: Callable[..., None]) -> None:
    with log.open("w") as output:
        for line in suite.stdout or ():
            output.write(line)
            percent = _PERCENT.search(line)
            if percent:
                progressed(completed=int(percent[1]))
