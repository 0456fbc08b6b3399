"""Files that are there whole or not at all, whatever ends the process or fills the disk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

OWNERS_FILE = 0o600
OWNERS_DIRECTORY = 0o700


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads. Raises OSError; what was there before is there still then."""
    draft = draft_of(path)
    try:
        _write(draft, content)
        draft.replace(path)
        _sync_directory(path.parent)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def draft_of(path: Path) -> Path:
    """What `write_whole` writes first; a process that is killed leaves it."""
    return path.with_name(f".{path.name}.draft")


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNERS_FILE)
    with os.fdopen(descriptor, "wb") as file:
        path.chmod(OWNERS_FILE)  # a draft that was left may have any
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _sync_directory(directory: Path) -> None:
    if sys.platform != "win32":  # where no directory is opened
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
