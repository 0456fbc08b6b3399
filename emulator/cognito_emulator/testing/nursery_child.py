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

assert sys.platform != "win32", "it forks"  # noqa: S101 - mypy reads no further for Windows

_BACKLOG = 128
_PID_BYTES = 8


@dataclass(frozen=True)
class NurseryChild:
    """`caller` is open for as long as the engine is to run."""

    caller: socket.socket

    @classmethod
    def start(cls, directory: Path, session: str) -> NurseryChild:
        """Ask the session's nursery for an engine whose output is in this directory, and go on."""
        caller = _connected(session)
        caller.sendall(str(directory).encode())
        return cls(caller)

    def has_ended(self) -> bool:
        self.caller.setblocking(False)
        try:
            return not self.caller.recv(_PID_BYTES + 1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except ConnectionError:
            return True

    def stop(self, seconds: float) -> None:
        """Ask it to end, and wait until it has; after so many seconds kill it."""
        self.caller.settimeout(seconds)
        pid = 0
        try:
            pid = int.from_bytes(self.caller.recv(_PID_BYTES), "big")
            self.caller.shutdown(socket.SHUT_WR)
            self.caller.recv(1)
        except TimeoutError:
            if pid:
                os.kill(pid, signal.SIGKILL)
        except OSError:
            pass  # it has ended already
        self.caller.close()


def _connected(session: str) -> socket.socket:
    """To the session's nursery, which is started where there is none."""
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
            _start(directory, address)
            caller.connect(address)
        return caller
    finally:
        os.close(descriptor)


def _start(directory: Path, address: str) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(_BACKLOG)  # who comes while it imports waits
        subprocess.Popen(
            [sys.executable, "-m", "cognito_emulator.testing.nursery", str(listener.fileno())],
            cwd=directory,
            env=needed(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )
