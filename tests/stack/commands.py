"""Commands of a checkout as processes that a test follows: their output as it comes, and signals to them."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from scripts.health import wait_until
from tests.stack.conftest import Checkout
from tests.started_with import started_with

PATIENCE_SECONDS = 120


@dataclass
class RunningCommand:
    """A command in a process group of its own, as a shell starts one."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def wait_for(self, words: str) -> None:
        """Wait until it has said these words."""
        assert wait_until(lambda: words in self.output or self.process.poll() is not None, PATIENCE_SECONDS)
        assert words in self.output, self.output

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds while the command is at work."""
        assert wait_until(lambda: condition() or self.process.poll() is not None, PATIENCE_SECONDS)
        assert self.process.poll() is None, self.output

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> None:
        """As a terminal does it: to the foreground group, of which Terraform and the engine are none."""
        os.killpg(self.process.pid, number)

    def status(self) -> int:
        """Its exit status as a shell gives it, once it has ended and all its output is read.

        Python gives signals their default back in its last moments: what ends it then is 128 and the number
        of the signal for a shell, too.
        """
        ended = self.process.wait(PATIENCE_SECONDS)
        status = ended if ended >= 0 else 128 - ended
        assert wait_until(lambda: not self._reader.is_alive(), PATIENCE_SECONDS)
        return status

    def read(self) -> None:
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        self.lines.extend(self.process.stdout or ())


@contextmanager
def running(
    checkout: Checkout, name: str, *arguments: str, ignored: tuple[int, ...] = (), **environment: str
) -> Iterator[RunningCommand]:
    """The command while the body follows it; one that has not ended then is killed.

    It starts with the signals `ignored`, as behind `nohup` or a shell's `&`.
    """
    command = started_with(checkout.command(name, *arguments), ignored)
    process = subprocess.Popen(
        command,
        cwd=checkout.root,
        env=checkout.environment(PYTHONUNBUFFERED="1", **environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    followed = RunningCommand(process)
    followed.read()
    with process:
        try:
            yield followed
        finally:
            if process.poll() is None:
                process.kill()
            followed.status()
