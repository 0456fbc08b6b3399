"""A state as one run of bytes: a zip archive, uncompressed, made and read in memory."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

_FILES = "files/"


def packed(members: Mapping[str, bytes], root: Path, directories: tuple[str, ...]) -> bytes:
    """The archive of these members by their name, and of all that is below those directories of `root`."""
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
        for path in sorted(path for directory in directories for path in (root / directory).rglob("*")):
            archive.write(path, f"{_FILES}{path.relative_to(root)}")
    return content.getvalue()


def members_of(content: bytes) -> dict[str, bytes]:
    """The members of an archive by their name."""
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.startswith(_FILES)}


def repacked(content: bytes, members: Mapping[str, bytes]) -> bytes:
    """An archive of these members and no others, with the files of that one."""
    changed = io.BytesIO()
    with ZipFile(changed, "w") as archive, ZipFile(io.BytesIO(content)) as before:
        for name, member in members.items():
            archive.writestr(name, member)
        for name in (name for name in before.namelist() if name.startswith(_FILES)):
            archive.writestr(before.getinfo(name), before.read(name))
    return changed.getvalue()


def unpack_files(content: bytes, root: Path) -> None:
    """Put the files of an archive below `root`, where they were below another one."""
    with ZipFile(io.BytesIO(content)) as archive:
        for name in (name for name in archive.namelist() if name.startswith(_FILES)):
            path = root / name[len(_FILES) :]
            if name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(name))
