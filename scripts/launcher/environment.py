"""`.venv`: which Python it is of, what is installed in it, and how what is missing gets there."""

from __future__ import annotations

import fcntl
import hashlib
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.errors import CommandError
from scripts.launcher.entry_scripts import find_their_python_beside_them
from scripts.launcher.installation import install
from scripts.launcher.needs import EVERYTHING, LOCKS
from scripts.whole_file import write_whole

# a line of it is looked up from where it stands, so a checkout that is moved takes its own engine along
# https://docs.python.org/3/library/site.html
ENGINE_PATH, ENGINE = "cognito_emulator.pth", "../../../../emulator\n"


@dataclass(frozen=True)
class Environment:
    """The virtual environment of a checkout. What is installed is noted in it, by the hash of its lock."""

    directory: Path
    project: Path

    @property
    def python(self) -> Path:
        return self.directory / "bin" / "python"

    def check_version(self, asked_for: str | None) -> None:
        """Raise CommandError where PYTHON= asks for another Python than the one that this was made with."""
        made_with = self._version()
        running = sys.version_info[:2]
        if asked_for and made_with and made_with != running:
            raise CommandError(
                f"PYTHON={asked_for} is Python {_dotted(running)}, and .venv is one of Python "
                f"{_dotted(made_with)}.",
                f"rm -r .venv && make up PYTHON={asked_for}",
            )

    def missing(self, locks: Sequence[str]) -> tuple[str, ...]:
        """Which of these are not installed as their lock files are now."""
        if not self._is_usable():
            return tuple(locks)
        return tuple(lock for lock in locks if not self._is_installed(lock))

    def install(self, locks: Sequence[str], again: str) -> None:
        """Install these locks, all of them or none; whoever does so already is waited for.

        Raises CommandError, whose next command ends with `again`, where they cannot be had.
        """
        try:
            with self._alone():
                if locks := self.missing(locks):
                    self._install(locks, again)
        except OSError as error:
            raise CommandError(f"{error.filename or '.venv'}: {error.strerror}.", again) from None

    def _install(self, locks: Sequence[str], again: str) -> None:
        if not self._is_usable():
            self._make()
        for lock in self._held_by(locks):
            self._note(lock).unlink(missing_ok=True)
        install(self.directory, [self._file(lock) for lock in locks], again)
        find_their_python_beside_them(self.directory / "bin")
        self._site_packages().joinpath(ENGINE_PATH).write_text(ENGINE)
        for lock in self._held_by(locks):
            self._note(lock).parent.mkdir(exist_ok=True)
            write_whole(self._note(lock), self._hash(lock))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        local = self.project / ".local"
        local.mkdir(exist_ok=True)
        with (local / "install.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _make(self) -> None:
        """Without pip, which is one of the packages; whatever half an environment is there goes."""
        venv.EnvBuilder(symlinks=True, clear=True).create(self.directory)

    def _is_usable(self) -> bool:
        return self.python.exists() and self._version() is not None

    def _version(self) -> tuple[int, int] | None:
        """Of the Python that this was made with; None where it is not made, or not wholly."""
        try:
            lines = (self.directory / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return None
        values = {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines)}
        numbers = (values.get("version") or values.get("version_info") or "").split(".")
        return (int(numbers[0]), int(numbers[1])) if len(numbers) > 1 else None

    def _is_installed(self, lock: str) -> bool:
        try:
            return self._note(lock).read_text() == self._hash(lock)
        except FileNotFoundError:
            return False

    def _held_by(self, locks: Sequence[str]) -> tuple[str, ...]:
        return tuple(LOCKS) if EVERYTHING in locks else tuple(locks)

    def _note(self, lock: str) -> Path:
        return self.directory / "installed" / lock

    def _file(self, lock: str) -> Path:
        return self.project / LOCKS[lock]

    def _hash(self, lock: str) -> str:
        return hashlib.sha256(self._file(lock).read_bytes()).hexdigest()

    def _site_packages(self) -> Path:
        version = self._version() or sys.version_info[:2]
        return self.directory / "lib" / f"python{_dotted(version)}" / "site-packages"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
