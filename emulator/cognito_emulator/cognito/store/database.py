"""The database of all user pools: one connection, one transaction around each change.

In memory, or in a file in WAL mode, where what was committed survives the end of the process at any moment.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = Path(__file__).with_name("schema.sql")
_ROLLING_BACK = Path(__file__).with_name("roll_back_settings.sql")
_UPGRADES = Path(__file__).with_name("upgrades")  # N.sql makes version N of the one before
_APPLICATION = 0x436F6749  # "CogI": whose file it is
_VERSION = 5
_BUSY_MILLISECONDS = 2000
_OWNERS_FILE = 0o600


class StoreError(Exception):
    """A database that cannot be used; the message is a sentence with its path."""


class Database:
    """Used from one thread. Whoever writes does it inside `transaction`, without an `await` in between."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self.connection = connection
        self.path = path
        self._depth = 0
        self._after_rollback: list[Any] = []

    @classmethod
    def open(cls, path: Path | None) -> Database:
        """The database in a file, made if it is not there; in memory for None. Raises StoreError."""
        try:
            connection = sqlite3.connect(path or ":memory:", isolation_level=None, cached_statements=512)
            with ExitStack() as undo:
                undo.callback(connection.close)
                _prepare(connection, path)
                undo.pop_all()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{path} cannot be used: {error}. Nothing in it was changed.") from error
        return cls(connection, path)

    @classmethod
    def of_copy(cls, content: bytes) -> Database:
        """One in memory that begins as a `copy`. Raises StoreError for what is none."""
        connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
        with ExitStack() as undo:
            undo.callback(connection.close)
            try:
                with _copy_of(content) as copy:
                    copy.backup(connection)
                _prepare(connection, None)
            except sqlite3.Error as error:
                raise StoreError(f"The user pools of a copy cannot be used: {error}.") from error
            undo.pop_all()
        return cls(connection)

    def close(self) -> None:
        self.connection.close()

    def copy(self) -> bytes:
        """The whole database as it is now: the content of a file of SQLite's."""
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "copy"
            with closing(sqlite3.connect(file)) as target:
                self.connection.backup(target)
            return file.read_bytes()

    def become(self, content: bytes) -> None:
        """Hold what a `copy` holds, and nothing else. Raises StoreError, with nothing changed."""
        try:
            with _copy_of(content) as copy:
                _upgrade(copy)
                copy.backup(self.connection)
        except sqlite3.Error as error:
            raise StoreError(f"The saved user pools cannot be used: {error}.") from error
        for forget in self._after_rollback:
            forget()

    def roll_back_settings(self, content: bytes) -> None:
        """Describe pools, clients and groups as a `copy` does; who is in them stays as it is here.

        A pool that the copy has not is gone then, and one that is gone is there again with everybody that the
        copy has in it. Raises StoreError for what is no copy.
        """
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "copy"
            file.write_bytes(content)
            try:
                with closing(sqlite3.connect(file, isolation_level=None)) as copy:
                    _check_is_ours(copy, file)
                    _upgrade(copy)
                self.connection.execute("ATTACH ? AS earlier", (str(file),))
                try:
                    with self.transaction():
                        for statement in _ROLLING_BACK.read_text("utf-8").split(";\n"):
                            self.connection.execute(statement)
                finally:
                    self.connection.execute("DETACH earlier")
            except sqlite3.Error as error:
                raise StoreError(f"The kept user pools cannot be restored: {error}.") from error
        for forget in self._after_rollback:
            forget()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that the body writes, or nothing of it. A transaction inside another is part of that one.

        Raises StoreError where the database cannot be written: it is full, locked or read-only.
        """
        if self._depth:
            yield
            return
        self._depth += 1
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            raise StoreError(f"{self.path} cannot be written: {error}. Nothing was changed.") from error
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._depth -= 1

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        for forget in self._after_rollback:
            forget()

    def after_rollback(self, forget: Any) -> None:
        """Call this when a transaction was undone: for whoever remembers what is in the database."""
        self._after_rollback.append(forget)

    def run(self, statement: str, *values: Any) -> int:
        """Execute a statement; how many rows it has changed."""
        return self.connection.execute(statement, values).rowcount

    def insert(self, table: str, row: dict[str, Any], *, replacing: bool = False) -> int:
        """Add a row; its rowid. sqlite3.IntegrityError where a key is taken."""
        columns, places = ", ".join(row), ", ".join("?" * len(row))
        verb = "INSERT OR REPLACE" if replacing else "INSERT"
        statement = f"{verb} INTO {table} ({columns}) VALUES ({places})"
        return self.connection.execute(statement, tuple(row.values())).lastrowid or 0

    def row(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a query; None for none."""
        found: tuple[Any, ...] | None = self.connection.execute(statement, values).fetchone()
        return found

    def rows(self, statement: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        return self.connection.execute(statement, values).fetchall()


@contextmanager
def _copy_of(content: bytes) -> Iterator[sqlite3.Connection]:
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "copy"
        file.write_bytes(content)
        with closing(sqlite3.connect(file)) as copy:
            _check_is_ours(copy, file)
            yield copy


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys = ON")
    if path:
        # before the first page is read: a file in WAL mode is locked then, and no second engine reads it
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        _check_is_ours(connection, path)
        path.chmod(_OWNERS_FILE)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    _make_tables(connection)
    _upgrade(connection)


def _check_is_ours(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != _APPLICATION and (tables or application):
        raise StoreError(f"{path} is no database of this emulator, so nothing is read or written there.")
    if version > _VERSION:
        raise StoreError(f"{path} was written by a newer release of the emulator. Nothing in it was changed.")


def _make_tables(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
        return
    script = _SCHEMA.read_text("utf-8")
    header = f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_VERSION};"
    connection.executescript(f"BEGIN; {script} {header} COMMIT;")


def _upgrade(connection: sqlite3.Connection) -> None:
    """Bring what an earlier release has written to this one's tables, version by version."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for following in range(version + 1, _VERSION + 1):
        script = (_UPGRADES / f"{following}.sql").read_text("utf-8")
        connection.executescript(f"BEGIN; {script} PRAGMA user_version = {following}; COMMIT;")
