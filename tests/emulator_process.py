"""The real `python -m cognito_emulator`, started for tests and ended with them."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

PROJECT = Path(__file__).resolve().parents[1]
START_SECONDS = 30
STOP_SECONDS = 15
_ENDPOINT = re.compile(r"^The emulator answers at (?P<url>https?://\S+)\nReady\.$", re.MULTILINE)


@dataclass(frozen=True)
class EmulatorProcess:
    """A running emulator: its process, its endpoint and the file that its output goes to."""

    process: subprocess.Popen[bytes]
    endpoint_url: str
    log: Path


@contextmanager
def running_emulator(
    state_dir: Path | None = None, tls: Path | None = None, snapshot: Path | None = None
) -> Iterator[str]:
    """The endpoint URL of an emulator of one's own on a free port; it has ended when the body has.

    Raises AssertionError with the emulator's output when it does not get ready, or does not end well.
    """
    with emulator_process(state_dir, tls=tls, snapshot=snapshot) as emulator:
        yield emulator.endpoint_url


@contextmanager
def running_emulator_with(*options: str) -> Iterator[str]:
    """As running_emulator, with these options of its own."""
    with emulator_process(entry=("-m", "cognito_emulator", *options)) as emulator:
        yield emulator.endpoint_url


@contextmanager
def emulator_process(
    state_dir: Path | None = None,
    entry: Sequence[str] = ("-m", "cognito_emulator"),
    tls: Path | None = None,
    snapshot: Path | None = None,
) -> Iterator[EmulatorProcess]:
    """As running_emulator, with the process; the body may end it by itself.

    `entry` are the interpreter's arguments that name the program.
    """
    command = [sys.executable, *entry, "--port", "0"]
    if state_dir:
        command += ["--state-dir", str(state_dir)]
    if snapshot:
        command += ["--snapshot", str(snapshot)]
    if tls:
        command += ["--tls", str(tls)]
    with NamedTemporaryFile(prefix="emulator-", suffix=".log") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        output = Path(log.name)
        try:
            yield EmulatorProcess(process, _endpoint_when_ready(process, output), output)
        except BaseException as error:
            error.args = (*error.args, f"The emulator's output was:\n{output.read_text()}")
            raise
        finally:
            end(process, output)


def end(process: subprocess.Popen[bytes], output: Path) -> None:
    """Ask a process to end and wait for it, unless it has already."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise AssertionError(f"The emulator did not end in {STOP_SECONDS} s:\n{output.read_text()}") from None


def _endpoint_when_ready(process: subprocess.Popen[bytes], output: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        match = _ENDPOINT.search(output.read_text())
        if match:
            return match["url"]
        if process.poll() is not None:
            raise AssertionError(f"The emulator ended with code {process.returncode} before it was ready.")
        time.sleep(0.02)
    raise AssertionError(f"The emulator was not ready in {START_SECONDS} s.")
