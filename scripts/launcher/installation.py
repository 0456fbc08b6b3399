"""Lock files into a virtual environment: by uv where there is one or one can be had, else by pip.

Either takes what the lock names, by its hash, and nothing else.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.errors import CommandError
from scripts.launcher.package_index import as_uv_reads_it, without_addresses
from scripts.launcher.waiting import run_showing_seconds

UV_LOCK = "requirements-uv.lock"
LAST_LINES = 12
# how many of pip's tries are left, and where its objects are
_OF_A_TRY = re.compile(r" ?\(Retry\(.*?\)\)|<[\w.]+ object at 0x[0-9a-f]+>: ")
PIP_INSTALL = (
    *("install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"),
    *("--timeout", "30", "--retries", "2"),
)


class _RefusedError(Exception):
    """What an installer has said that has failed, without the index's address."""

    @property
    def last_line(self) -> str:
        return str(self).rpartition("\n")[2].strip()


def install(environment: Path, locks: Sequence[Path], again: str) -> None:
    """Install these locks. Raises CommandError with the installer's words, `again` as the next command."""
    names = ", ".join(lock.name for lock in locks)
    fetched = environment / ".uv"
    try:
        if not _is_installed_by_uv(environment, locks, fetched):
            _by_pip(environment, locks)
    except _RefusedError as refusal:
        raise CommandError(
            f"{names} could not be installed:\n{refusal}",
            f"check the connection (pip config list), then: {again}",
        ) from None
    finally:
        shutil.rmtree(fetched, ignore_errors=True)


def _is_installed_by_uv(environment: Path, locks: Sequence[Path], fetched: Path) -> bool:
    """False where there is no uv, none can be had, or it fails: pip says why, or can what uv cannot."""
    names = ", ".join(lock.name for lock in locks)
    uv = next(filter(None, map(shutil.which, ("uv", *_beside_pythons(environment)))), None)
    try:
        _say(f"{names}, once, by uv" if uv else f"{names}, once, by uv of the package index")
        _by_uv(uv or _fetched_uv(environment, locks[0].with_name(UV_LOCK), fetched), environment, locks)
    except _RefusedError as refusal:
        _say(f"by pip, which takes longer: {'uv says' if uv else 'no uv to be had'}: {refusal.last_line}")
        return False
    return True


def _beside_pythons(environment: Path) -> tuple[str, str]:
    """Where uv is if it is installed in this environment, or in the one of the Python that runs."""
    return str(environment / "bin" / "uv"), str(Path(sys.prefix) / "bin" / "uv")


def _fetched_uv(environment: Path, lock: Path, directory: Path) -> str:
    """The path of a uv that is there for this installation alone: it is as big as a third of all the rest."""
    shutil.rmtree(directory, ignore_errors=True)
    pip = [sys.executable, "-m", "pip"] if importlib.util.find_spec("pip") else _pip_in(environment)
    _run([*pip, *PIP_INSTALL, "--only-binary", ":all:", "--target", str(directory), "-r", str(lock)])
    return str(directory / "bin" / "uv")


def _by_uv(uv: str, environment: Path, locks: Sequence[Path]) -> None:
    python = str(environment / "bin" / "python")
    _run([uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", *_options(locks)])


def _by_pip(environment: Path, locks: Sequence[Path]) -> None:
    _run([*_pip_in(environment), *PIP_INSTALL, *_options(locks)])


def _pip_in(environment: Path) -> list[str]:
    """A pip that installs into the environment: its own, or one from the wheel that comes with Python."""
    python = str(environment / "bin" / "python")
    pip = [python, "-m", "pip"]
    try:
        _run([*pip, "--version"])
    except _RefusedError:
        try:
            _run([python, "-m", "ensurepip", "--default-pip"])
        except _RefusedError:
            if not importlib.util.find_spec("pip"):
                raise
            return [sys.executable, "-m", "pip", "--python", python]
    return pip


def _options(locks: Sequence[Path]) -> list[str]:
    return [part for lock in locks for part in ("-r", str(lock))]


def _run(command: Sequence[str]) -> None:
    """Raises _RefusedError with the last lines of what a failed command has said."""
    try:
        status, said = run_showing_seconds(command, as_uv_reads_it(os.environ))
    except OSError as error:
        raise _RefusedError(f"{command[0]}: {error.strerror}") from None
    if status:
        raise _RefusedError(_words(said) or f"status {status}")


def _words(said: str) -> str:
    """The last lines, each once: whoever tries again says the same of each try."""
    lines = (_OF_A_TRY.sub("", line).rstrip() for line in without_addresses(said).splitlines())
    last = "\n".join(list(dict.fromkeys(filter(None, lines)))[-LAST_LINES:])
    return "".join(char if char.isprintable() or char == "\n" else "?" for char in last)


def _say(text: str) -> None:
    sys.stdout.write(f"{'install':>10}  {text}\n")
    sys.stdout.flush()
