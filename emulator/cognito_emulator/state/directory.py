"""The directory of `--state-dir`: the newest generations, and the key that they are encrypted with."""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from cognito_emulator.state.directory_lock import lock_file
from cognito_emulator.state.errors import StateError
from cognito_emulator.state.generation_file import (
    KEY_BYTES,
    DamagedError,
    Generation,
    decoded,
    encoded,
    new_generation,
)
from cognito_emulator.state.whole_files import OWNERS_DIRECTORY, OWNERS_FILE, write_whole

KEPT_GENERATIONS = 2
_KEY, _LOCK, _CHANGING = "key", "lock", "changing"
_GENERATION = re.compile(r"generation-(\d+)\.state")
_OURS = re.compile(
    r"key|lock|changing|generation-\d+\.(state|damaged)|user-pools\.sqlite(-wal|-shm|-journal)?|\..*\.draft|lost\+found"
    r"|saved-[A-Za-z0-9][A-Za-z0-9_-]*\.state"
)


@dataclass
class StateDirectory:
    """Made by `open_state_directory`. `newest` is what was restored or saved last; None for nothing yet."""

    path: Path
    key: bytes
    lock: int
    newest: Generation | None

    def save(self, content: bytes) -> Generation:
        """Keep a state as the newest generation, and the one before beside it.

        Raises StateError where that fails; the generations that were there are there still.
        """
        number = self.newest.number + 1 if self.newest else 1
        generation, file = new_generation(number, content), self.path / f"generation-{number}.state"
        try:
            write_whole(file, encoded(generation, self.key))
        except (OSError, OverflowError) as error:
            raise StateError(f"{_cannot('write', file, error)} {self._what_is_kept()}") from error
        self.newest = generation
        self._remove_old()
        return generation

    @property
    def user_pools(self) -> Path:
        """The database of the user pools, in which every answered change is at once."""
        return self.path / "user-pools.sqlite"

    @property
    def begun_from(self) -> int | None:
        """The generation from which a change was begun that has no end yet; None for no change."""
        try:
            return int((self.path / _CHANGING).read_text())
        except (FileNotFoundError, ValueError):
            return None

    def begin_change(self) -> None:
        """What is deployed changes from the newest generation on, until `end_change`. Raises StateError."""
        try:
            write_whole(self.path / _CHANGING, str(self.newest.number if self.newest else 0).encode())
        except OSError as error:
            raise StateError(_cannot("write", self.path / _CHANGING, error)) from error

    def end_change(self) -> None:
        (self.path / _CHANGING).unlink(missing_ok=True)

    def close(self) -> None:
        """Let others have the directory."""
        os.close(self.lock)

    def _what_is_kept(self) -> str:
        if not self.newest:
            return "Nothing is kept so far: make room, or make it writable, and save again."
        kept = f"generation-{self.newest.number}.state of {self.newest.saved}"
        return f"The last good state stays: {kept}. Make room, or make it writable, and save again."

    def _remove_old(self) -> None:
        try:
            for _, file in _generations(self.path)[KEPT_GENERATIONS:]:
                file.unlink()
        except OSError as error:
            raise StateError(f"The state is saved, but what is old stays: {error}.") from error


def open_state_directory(path: Path) -> StateDirectory:
    """The directory for this process alone, made if it is not there, and the newest generation in it.

    Raises StateError, with nothing changed, where it cannot be written, has another emulator's or somebody
    else's files in it, or its newest generation is not what was written.
    """
    path = path.resolve()
    lock = _locked(path)
    try:
        _refuse_foreign(path)
        for draft in path.glob(".*.draft"):
            draft.unlink()
        key = _key(path)
        return StateDirectory(path, key, lock, _newest(path, key))
    except OSError as error:
        os.close(lock)
        raise StateError(_cannot("use", path, error)) from error
    except StateError:
        os.close(lock)
        raise


def _locked(path: Path) -> int:
    try:
        path.mkdir(mode=OWNERS_DIRECTORY, parents=True, exist_ok=True)
        if sys.platform != "win32" and path.stat().st_uid == os.geteuid():
            path.chmod(OWNERS_DIRECTORY)
        lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT, OWNERS_FILE)
    except OSError as error:
        advice = f"Choose a directory that this user may write: --state-dir DIR, or chmod u+rwx {path}"
        raise StateError(f"{_cannot('write', path, error)} {advice}") from error
    try:
        lock_file(lock)
    except OSError as error:
        os.close(lock)
        raise StateError(
            f"Another emulator keeps its state in {path}: stop it, or name another DIR."
        ) from error
    return lock


def _refuse_foreign(path: Path) -> None:
    foreign = sorted(entry.name for entry in path.iterdir() if not _OURS.fullmatch(entry.name))
    if foreign:
        raise StateError(
            f"{path / foreign[0]} is no state of this emulator, so nothing is read or written there. "
            "Name an empty directory: --state-dir DIR, or take away what is in this one."
        )


def _key(path: Path) -> bytes:
    file = path / _KEY
    if not file.exists():
        if _generations(path):
            raise StateError(f"{file} is missing, and what is kept in {path} cannot be read without it.")
        write_whole(file, os.urandom(KEY_BYTES))
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise StateError(f"{file} is no key: {len(key)} bytes, not {KEY_BYTES}. Put the right one back.")
    return key


def _newest(path: Path, key: bytes) -> Generation | None:
    generations = _generations(path)
    if not generations:
        return None
    newest = generations[0][1]
    try:
        return decoded(newest.read_bytes(), key)
    except DamagedError as damage:
        raise StateError(f"{newest} {damage}. {_way_on(newest, generations[1:], key)}") from None


def _way_on(damaged: Path, others: list[tuple[int, Path]], key: bytes) -> str:
    aside = shlex.join(("mv", str(damaged), str(damaged.with_suffix(".damaged"))))
    for _, file in others:
        try:
            good = decoded(file.read_bytes(), key)
        except DamagedError:
            continue
        return f"Nothing was changed. To go on from {file.name}, the last good state ({good.saved}): {aside}"
    return f"Nothing was changed. There is no good state beside it. To start empty: {aside}"


def _generations(path: Path) -> list[tuple[int, Path]]:
    """The generations' numbers and files, the newest first."""
    found = [(_GENERATION.fullmatch(file.name), file) for file in path.iterdir()]
    return sorted(((int(match[1]), file) for match, file in found if match), reverse=True)


def _cannot(do: str, path: Path, error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else "it is larger than 2 GiB"
    return f"Cannot {do} {path}: {reason}."
