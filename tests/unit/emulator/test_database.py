"""The users' database: a transaction is whole or nothing, and a file that is not ours stays as it is."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from cognito_emulator.cognito.store import database as database_module
from cognito_emulator.cognito.store.database import Database, StoreError
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.cognito.tokens.claims import ACCESS
from cognito_emulator.cognito.tokens.keys import SigningKeys
from cognito_emulator.cognito.user_pool import UserPool
from tests.unit.emulator import own_pool

NOBODY = 65534


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked file is told at once, not after the seconds that an engine gives it."""
    monkeypatch.setattr(database_module, "_BUSY_MILLISECONDS", 0)


class StopError(Exception):
    """Ends a transaction in the middle."""


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """A transaction whose body is followed by an exception."""
    with suppress(StopError), store.database.transaction():
        yield
        raise StopError


def make_file(path: Path) -> None:
    """A database of ours with a pool in it."""
    store = Store.open(path)
    with store.database.transaction():
        own_pool.pool(store)
    store.database.close()


def files(path: Path) -> dict[str, bytes]:
    """What is in the directory of a database."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def refusal(path: Path) -> str:
    """The sentence with which a file is refused; whatever it and its neighbours hold stays."""
    before = files(path)
    with pytest.raises(StoreError) as refused:
        Database.open(path)
    assert files(path) == before
    return str(refused.value)


def test_an_exception_inside_undoes_everything() -> None:
    store = Store.open()
    kept = own_pool.pool(store)
    with undone(store):
        own_pool.user(store, kept, "ada", {"email": "ada@example.com"})
        own_pool.client(store, kept)
        store.pools.put_document(kept.id, "kind", "key", {"a": 1})
    assert store.users.named(kept, "ada") is None
    assert store.clients.of_pool(kept.id) == []
    assert store.pools.document(kept.id, "kind", "key") is None


def test_what_an_exception_has_undone_is_not_remembered_either() -> None:
    store = Store.open()
    kept = own_pool.pool(store)
    client = own_pool.client(store, kept, AuthSessionValidity=5)
    with undone(store):
        added = own_pool.pool(store, "us-east-1_Example01")
        store.pools.change(kept, {**kept.settings, "Name": "another"}, 2000.0)
        store.clients.change(client.id, {"ClientName": "another"}, 2000.0)
        # whoever looks now sees the change, and remembers it
        assert [store.pools.find(each.id) is not None for each in (added, kept)] == [True, True]
        assert store.clients.find(client.id) != client
    assert store.pools.find(added.id) is None
    assert store.pools.find(kept.id) == kept
    assert store.clients.find(client.id) == client


def test_a_signing_key_that_was_undone_signs_nothing() -> None:
    # a token signed with it would be good until the next start, and nobody's after it
    store = Store.open()
    keys, pool = SigningKeys(store.pools), own_pool.pool(store)
    with undone(store):
        undone_id = keys.of(pool.id, ACCESS).id
    kept_id = keys.of(pool.id, ACCESS).id
    assert kept_id != undone_id
    assert SigningKeys(store.pools).of(pool.id, ACCESS).id == kept_id


def test_a_transaction_inside_another_is_undone_with_it() -> None:
    store = Store.open()
    with undone(store), store.database.transaction():
        pool = own_pool.pool(store)
    assert store.pools.find(pool.id) is None


def test_after_an_exception_the_next_transaction_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "users.sqlite"
    store = Store.open(path)
    with undone(store):
        own_pool.pool(store, "us-east-1_Example01")
    with store.database.transaction():
        own_pool.pool(store)
    store.database.close()
    assert [each.id for each in pools_in(path)] == ["us-east-1_Example00"]


def test_what_was_committed_is_there_without_a_close(tmp_path: Path) -> None:
    """As after SIGKILL: the files are copied while the database is open."""
    path = tmp_path / "users.sqlite"
    store = Store.open(path)
    with store.database.transaction():
        own_pool.pool(store)
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in path.parent.glob(f"{path.name}*"):
        (copy / file.name).write_bytes(file.read_bytes())
    store.database.close()
    assert [each.id for each in pools_in(copy / path.name)] == ["us-east-1_Example00"]


def pools_in(path: Path) -> list[UserPool]:
    store = Store.open(path)
    found = store.pools.of_account(own_pool.ACCOUNT, own_pool.REGION)
    store.database.close()
    return found


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def empty_but_anothers(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 1")


def newer(path: Path) -> None:
    make_file(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def no_database(path: Path) -> None:
    path.write_bytes(b"users,passwords\n" * 100)


def torn(path: Path) -> None:
    make_file(path)
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (foreign, "no database of this emulator"),
        (empty_but_anothers, "no database of this emulator"),
        (newer, "written by a newer release"),
        (no_database, "not a database"),
        (torn, "malformed"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    path = tmp_path / "users.sqlite"
    make(path)
    sentence = refusal(path)
    assert sentence.startswith(str(path))
    assert sentence.endswith(".")
    assert says in sentence


def test_a_directory_that_is_not_there_is_told_with_the_path(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "users.sqlite"
    with pytest.raises(StoreError) as refused:
        Database.open(path)
    assert str(path) in str(refused.value)
    assert not path.parent.exists()


def test_a_directory_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be used") as refused:
        Database.open(tmp_path)
    assert str(tmp_path) in str(refused.value)


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A database of ours that a connection of somebody's holds exclusively, from its first page on."""
    path = tmp_path / "users.sqlite"
    make_file(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode = DELETE")
        holder.execute("BEGIN EXCLUSIVE")
        yield path


def test_a_file_that_somebody_else_holds_is_told_and_left_as_it_is(locked: Path) -> None:
    sentence = refusal(locked)
    assert sentence.startswith(str(locked))
    assert "locked" in sentence


def test_two_engines_never_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "users.sqlite"
    first = Store.open(path)
    try:
        with pytest.raises(StoreError, match="locked"):
            Database.open(path)
        with first.database.transaction():
            own_pool.pool(first)
    finally:
        first.database.close()
    assert len(pools_in(path)) == 1


def test_the_second_engine_is_refused_also_where_the_file_was_there_before(tmp_path: Path) -> None:
    path = tmp_path / "users.sqlite"
    make_file(path)
    first = Store.open(path)
    try:
        with pytest.raises(StoreError, match="locked"):
            Database.open(path)
    finally:
        first.database.close()


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A database that this process may read and not write, also where the tests run as root."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "users.sqlite"
        make_file(path)
        path.chmod(0o444)
        path.parent.chmod(0o555)
        root = os.geteuid() == 0
        try:
            if root:
                os.seteuid(NOBODY)
            yield path
        finally:
            if root:
                os.seteuid(0)
            path.parent.chmod(0o755)


def test_a_file_that_may_only_be_read_is_told_and_left_as_it_is(read_only: Path) -> None:
    sentence = refusal(read_only)
    assert sentence.startswith(str(read_only))


def test_what_is_rolled_back_is_described_as_it_was_and_nothing_is_there_of_what_came_after() -> None:
    store = Store.open()
    pool = own_pool.pool(store)
    copy = store.database.copy()
    store.pools.change(pool, {**pool.settings, "Name": "changed"}, 2000.0)
    own_pool.pool(store, "us-east-1_Example01")
    assert store.pools.find("us-east-1_Example01")
    store.database.roll_back_settings(copy)
    assert store.pools.find("us-east-1_Example01") is None
    found = store.pools.find(pool.id)
    assert found is not None
    assert found.settings == pool.settings


@pytest.mark.parametrize("make", [foreign, newer, no_database, torn])
def test_what_is_no_copy_rolls_nothing_back(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "copy")
    store = Store.open()
    pool = own_pool.pool(store)
    with pytest.raises(StoreError):
        store.database.roll_back_settings((tmp_path / "copy").read_bytes())
    assert store.pools.of_account(own_pool.ACCOUNT, own_pool.REGION) == [pool]


def tables(connection: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """The columns of each table, by name and type."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    return {
        name: sorted(row[1:3] for row in connection.execute(f"PRAGMA table_info({name})"))
        for (name,) in names.fetchall()
    }


TABLES_OF_VERSION_3 = (
    *("requests", "simulated_codes", "former_passwords", "auth_events", "user_import_jobs"),
)
TABLES_OF_VERSION_4 = ("passkeys", "devices")


@pytest.fixture
def of_the_first_release(tmp_path: Path) -> Path:
    """A file as version 1 has written it, with a pool in it."""
    path = tmp_path / "users.sqlite"
    make_file(path)
    with closing(sqlite3.connect(path)) as connection:
        for table in ("provider_identities", *TABLES_OF_VERSION_3, *TABLES_OF_VERSION_4):
            connection.execute(f"DROP TABLE {table}")
        for column in ("resource", "device_key"):
            connection.execute(f"ALTER TABLE sign_ins DROP COLUMN {column}")
        connection.execute("PRAGMA user_version = 1")
    return path


def test_a_file_of_an_earlier_release_has_all_its_pools_and_this_ones_tables(
    of_the_first_release: Path,
) -> None:
    assert [each.id for each in pools_in(of_the_first_release)] == ["us-east-1_Example00"]
    with closing(sqlite3.connect(of_the_first_release)) as upgraded:
        assert tables(upgraded) == tables(Store.open().database.connection)


def test_a_copy_of_an_earlier_release_is_rolled_back_to(of_the_first_release: Path) -> None:
    store = Store.open()
    store.database.roll_back_settings(of_the_first_release.read_bytes())
    assert store.pools.find("us-east-1_Example00")
