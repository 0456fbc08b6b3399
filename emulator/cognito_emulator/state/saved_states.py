"""The user pools as they were at a moment, by a name: everything of them, sessions, codes and messages too.

In memory, or with `--state-dir` in encrypted files of its directory. Other services are as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cognito_emulator.cognito.store.database import Database, StoreError
from cognito_emulator.state.directory import StateDirectory
from cognito_emulator.state.errors import StateError
from cognito_emulator.state.generation_file import DamagedError, Generation, decoded, encoded, new_generation
from cognito_emulator.state.whole_files import write_whole

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_PREFIX, _SUFFIX = "saved-", ".state"


@dataclass(frozen=True)
class SavedState:
    """`saved` is ISO 8601, UTC; empty for one that cannot be read: loading it says why."""

    name: str
    saved: str


@dataclass
class SavedStates:
    user_pools: Database
    directory: StateDirectory | None
    _in_memory: dict[str, Generation] = field(default_factory=dict)

    def all(self) -> Sequence[SavedState]:
        """By name."""
        return [SavedState(name, self._saved(name)) for name in self._names()]

    def save(self, name: str) -> None:
        """Keep what there is now, in place of what had the name. Raises StateError."""
        if not _NAME.fullmatch(name):
            raise StateError(
                "A state's name has 40 letters, digits, _ and - at most, and begins with a letter or digit."
            )
        generation = new_generation(1, self.user_pools.copy())
        if self.directory is None:
            self._in_memory[name] = generation
            return
        try:
            write_whole(self._file(self.directory, name), encoded(generation, self.directory.key))
        except (OSError, OverflowError) as error:
            raise StateError(f"The state {name} cannot be written: {error}. Nothing was saved.") from error

    def load(self, name: str) -> None:
        """Have what there was when it was saved, nothing else. Raises StateError, with nothing changed."""
        if name not in self._names():
            raise StateError(f"There is no saved state {name}.")
        try:
            self.user_pools.become(self._read(name).content)
        except StoreError as error:
            raise StateError(str(error)) from error

    def remove(self, name: str) -> None:
        """Raises StateError for a name that nothing has."""
        if name not in self._names():
            raise StateError(f"There is no saved state {name}.")
        if self.directory is None:
            del self._in_memory[name]
        else:
            self._file(self.directory, name).unlink()

    def _names(self) -> list[str]:
        if self.directory is None:
            return sorted(self._in_memory)
        files = self.directory.path.glob(f"{_PREFIX}*{_SUFFIX}")
        return sorted(file.name.removeprefix(_PREFIX).removesuffix(_SUFFIX) for file in files)

    def _saved(self, name: str) -> str:
        try:
            return self._read(name).saved
        except StateError:
            return ""

    def _read(self, name: str) -> Generation:
        if self.directory is None:
            return self._in_memory[name]
        file = self._file(self.directory, name)
        try:
            return decoded(file.read_bytes(), self.directory.key)
        except OSError as error:
            raise StateError(f"Cannot read {file}: {error.strerror}.") from error
        except DamagedError as damage:
            raise StateError(f"{file} {damage}. Remove it, or put the right one back.") from None

    def _file(self, directory: StateDirectory, name: str) -> Path:
        return directory.path / f"{_PREFIX}{name}{_SUFFIX}"
