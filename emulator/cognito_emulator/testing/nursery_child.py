"""An engine of the nursery that the workers of one session of pytest-xdist share."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cognito_emulator.clean_environment import needed
from cognito_emulator.testing.engine_command import log_of

assert sys.platform != "win32", "it forks"  # noqa: S101 - mypy reads no further for Windows

_BACKLOG = 128
_PID_BYTES = 8


@dataclass
class NurseryChild:
    """`caller` is open for as long as the engine is to run; `pid` is 0 until the engine has told it."""

    caller: socket.socket
    pid: int = 0

    @classmethod
    def start(cls, directory: Path, session: str) -> NurseryChild:
        """Ask the session's nursery for an engine whose output is in this directory, and go on."""
        caller = _connected(session, log_of(directory))
        caller.sendall(str(directory).encode())
        return cls(caller)

    def has_ended(self) -> bool:
        self.caller.setblocking(False)
        try:
            return not self._hears()
        except BlockingIOError:
            return False
        except ConnectionError:
            return True

    def stop(self, seconds: float) -> None:
        """Ask it to end, and wait until it has; after so many seconds kill it."""
        self.caller.settimeout(seconds)
        try:
            self.caller.shutdown(socket.SHUT_WR)
            while self._hears():
                pass
        except TimeoutError:
            if self.pid:
                os.kill(self.pid, signal.SIGKILL)
        except OSError:
            pass  # it has ended already
        self.caller.close()

    def _hears(self) -> bool:
        """Whether it has told its process id now; it tells nothing else before its end."""
        told = self.caller.recv(_PID_BYTES)
        self.pid = int.from_bytes(told, "big") or self.pid
        return bool(told)


def _connected(session: str, log: Path) -> socket.socket:
    """To the session's nursery, which is started where there is none; its failure is in the log."""
    directory = Path(tempfile.gettempdir()) / f"cognito-emulator-{session}"
    directory.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # a socket's path has 107 bytes at most, and a directory for temporary files may have more
        address = f"/proc/self/fd/{descriptor}/socket"
        caller = socket.socket(socket.AF_UNIX)
        try:
            caller.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            (directory / "socket").unlink(missing_ok=True)
            _start(directory, address, log)
            caller.connect(address)
        return caller
    finally:
        os.close(descriptor)


def _start(directory: Path, address: str, log: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener, log.open("wb") as output:
        listener.bind(address)
        listener.listen(_BACKLOG)  # who comes while it imports waits
        subprocess.run(
            [sys.executable, "-m", "cognito_emulator.testing.nursery", str(listener.fileno())],
            cwd=directory,
            env=needed(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[listener.fileno()],
            check=True,
        )
