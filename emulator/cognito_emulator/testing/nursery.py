"""Engines for tests: each is a fork of one process that has imported what they all need.

`python -m cognito_emulator.testing.nursery DESCRIPTOR` listens on that Unix socket. Who connects and sends
the directory for an engine's output has an engine until they close the connection, or are gone; its process
id comes first, and the connection ends when the engine has. The nursery ends with the last of them, and
removes the directory that it runs in. MiniStack is imported after the fork, since it reads the engine's own
address then.
"""

from __future__ import annotations

import gc
import importlib
import os
import shutil
import signal
import socket
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from cognito_emulator.testing.engine_command import ARGUMENTS, log_of
from cognito_emulator.without_pyopenssl import keep_pyopenssl_from_botocore

assert sys.platform != "win32", "it forks"  # noqa: S101 - mypy reads no further for Windows

# what an engine imports at its start, but for MiniStack and what imports that; the last are MiniStack's own
_PRELOADED = (
    *("cognito_emulator.app", "cognito_emulator.__main__", "uvicorn", "wsproto", "yaml"),
    "cognito_emulator.cognito.authentication.web_authn",
)
_PRELOADED_IF_THERE = ("docker", "hypercorn.protocol")
_POLL_SECONDS = 0.2
_UNUSED_SECONDS = 60.0
_LONGEST_PATH = 4096


def main() -> None:
    """Serve on the descriptor that is the one argument, as nobody's child."""
    if os.fork():
        os._exit(0)
    os.setsid()
    try:
        preload()
        with socket.socket(fileno=int(sys.argv[1])) as listener:
            serve(listener)
    finally:
        Path("socket").unlink(missing_ok=True)
        with suppress(OSError):
            Path.cwd().rmdir()  # of this socket alone, and so empty now


def preload() -> None:
    keep_pyopenssl_from_botocore()
    for module in _PRELOADED:
        importlib.import_module(module)
    for module in _PRELOADED_IF_THERE:
        with suppress(ImportError):
            importlib.import_module(module)
    gc.freeze()  # what is here already is shared by the forks


def serve(listener: socket.socket) -> None:
    """Give each caller an engine until all have ended; a minute long where nobody comes."""
    listener.settimeout(_POLL_SECONDS)
    engines: set[int] = set()
    unused_until = time.monotonic() + _UNUSED_SECONDS
    while engines or time.monotonic() < unused_until:
        with suppress(TimeoutError):
            caller, _ = listener.accept()
            engines.add(_fork(listener, caller))
            unused_until = 0.0
        engines = {pid for pid in engines if os.waitpid(pid, os.WNOHANG) == (0, 0)}


def _fork(listener: socket.socket, caller: socket.socket) -> int:
    pid = os.fork()
    if pid == 0:
        listener.close()
        _be_engine(caller)
    caller.close()
    return pid


def _be_engine(caller: socket.socket) -> NoReturn:
    """Run an engine whose output is in the caller's directory, until the caller is gone."""
    status, is_gone = 1, threading.Event()
    caller.setblocking(True)
    directory = Path(caller.recv(_LONGEST_PATH).decode())
    try:
        os.setsid()  # a Ctrl-C is for the tests, which end it then
        os.chdir(directory)
        with log_of(directory).open("wb") as log:
            os.dup2(log.fileno(), sys.stdout.fileno())
            os.dup2(log.fileno(), sys.stderr.fileno())
        caller.sendall(os.getpid().to_bytes(8, "big"))
        threading.Thread(target=_end_with, args=(caller, is_gone), daemon=True).start()
        from cognito_emulator.__main__ import main as run  # noqa: PLC0415

        status = run(list(ARGUMENTS))
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if is_gone.is_set():
            shutil.rmtree(directory, ignore_errors=True)  # a caller who was killed has not
        os._exit(status)


def _end_with(caller: socket.socket, is_gone: threading.Event) -> None:
    """Wait until the caller has closed its side."""
    with suppress(OSError):
        caller.recv(1)
    is_gone.set()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
