"""Try the engine that this Python has installed: start it, run the example of its README, end it.

    python try_engine.py [--module]

On any system, with nothing but the standard library and what the engine brings. Exits with 0 and a line on
what the example has printed, else with 1 and what has gone wrong.
"""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import IO

DISTRIBUTION = "cognito-emulator"
START_SECONDS = STOP_SECONDS = EXAMPLE_SECONDS = 120
_ADDRESS = re.compile(r"answers at (\S+)")
if sys.platform == "win32":
    _ENDED_BY, _GROUP = signal.CTRL_BREAK_EVENT, subprocess.CREATE_NEW_PROCESS_GROUP
else:
    _ENDED_BY, _GROUP = signal.SIGTERM, 0


def main() -> None:
    entry = [sys.executable, "-m", "cognito_emulator"] if "--module" in sys.argv[1:] else [_command()]
    with tempfile.TemporaryDirectory() as elsewhere, running_engine(entry, elsewhere) as url:
        there = {**os.environ, "AWS_ENDPOINT_URL": url, "NO_PROXY": "127.0.0.1"}
        printed = _run([sys.executable, "-c", _example()], elsewhere, there)
        version = _run([*entry, "--version"], elsewhere, there)
    print(f"{version}: {printed}")


@contextmanager
def running_engine(entry: Sequence[str], directory: str) -> Iterator[str]:
    """The address of an engine on a free port, which has ended well when the body has."""
    with subprocess.Popen(
        [*entry, "--port", "0"],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        creationflags=_GROUP,
    ) as engine:
        try:
            yield _address(engine)
            _stop(engine)
        finally:
            engine.kill()


def _command() -> str:
    """The command that the installation has put beside this Python."""
    name = f"{DISTRIBUTION}.exe" if sys.platform == "win32" else DISTRIBUTION
    return str(Path(sys.executable).with_name(name))


def _example() -> str:
    """The first Python of the README, as the installed distribution has it."""
    told = distribution(DISTRIBUTION).read_text("METADATA") or ""
    example: str = re.findall(r"```python\n(.*?)```", told, re.DOTALL)[0]
    return example


def _address(engine: subprocess.Popen[str]) -> str:
    """Where the engine answers, once it says that it is ready."""
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(engine.stdout, lines), daemon=True).start()
    said = ""
    try:
        while (line := lines.get(timeout=START_SECONDS)) != "Ready.\n":
            if not line:
                sys.exit(f"The engine has ended before it was ready:\n{said}")
            said += line
    except queue.Empty:
        sys.exit(f"The engine was not ready in {START_SECONDS} s:\n{said}")
    address: str = _ADDRESS.findall(said)[0]
    return address


def _read(output: IO[str], lines: queue.Queue[str]) -> None:
    """To its end, so that the engine never waits for who reads; an empty line is the end."""
    for line in output:
        lines.put(line)
    lines.put("")


def _stop(engine: subprocess.Popen[str]) -> None:
    engine.send_signal(_ENDED_BY)
    if status := engine.wait(STOP_SECONDS):
        sys.exit(f"The engine has ended with status {status}.")


def _run(command: Sequence[str], directory: str, environment: dict[str, str]) -> str:
    run = subprocess.run(
        command,
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        timeout=EXAMPLE_SECONDS,
        check=False,
    )
    if run.returncode:
        sys.exit(f"{command[0]} has ended with status {run.returncode}:\n{run.stdout}{run.stderr}")
    return run.stdout.strip()


if __name__ == "__main__":
    main()
