"""Disks of a few hundred kilobytes, to be filled or made read-only: a failing disk that is a real one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

FILLER = "lost+found"  # the one name of others that every disk may have


@dataclass(frozen=True)
class SmallDisk:
    """A file system of its own, mounted at `path`."""

    path: Path

    def fill(self) -> None:
        """Take every byte that is free."""
        with (self.path / FILLER).open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                return

    def free(self) -> None:
        """Give them back."""
        (self.path / FILLER).unlink()

    def make_read_only(self) -> None:
        """Refuse every write, root's too."""
        _run("mount", "-o", "remount,ro", str(self.path))


@contextmanager
def small_disk(path: Path, kilobytes: int) -> Iterator[SmallDisk]:
    """Mount one at `path` for the body; a test that may not mount is skipped."""
    path.mkdir(parents=True, exist_ok=True)
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(path))
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("only root may mount a disk to fill: run this test as root, on Linux")
    try:
        yield SmallDisk(path)
    finally:
        _run("umount", "--lazy", str(path))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
