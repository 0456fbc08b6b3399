"""A state directory that begins as a snapshot, for an emulator that keeps what comes after it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from cognito_emulator.state.directory import open_state_directory
from cognito_emulator.state.errors import StateError
from cognito_emulator.state.snapshot_file import Snapshot
from cognito_emulator.state.whole_files import OWNERS_DIRECTORY, write_whole


def new_state_directory(path: Path, snapshot: Snapshot, endpoint_url: str) -> None:
    """Make the directory for `--state-dir` of an emulator that will be at this address.

    It is there whole or not at all. Raises StateError where there is one already, or it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists():
            raise StateError(f"{path} is there already, and what it keeps stays.")
        path.parent.mkdir(mode=OWNERS_DIRECTORY, parents=True, exist_ok=True)
        _fill(draft, snapshot, endpoint_url)
        draft.rename(path)
    except OSError as error:
        raise StateError(f"Cannot write {path}: {error.strerror}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fill(draft: Path, snapshot: Snapshot, endpoint_url: str) -> None:
    directory = open_state_directory(draft)
    try:
        write_whole(directory.user_pools, snapshot.user_pools)
        directory.save(snapshot.generation_at(endpoint_url))
    finally:
        directory.close()
