"""A file that is there whole, as it was or as it is to be, whenever the process that writes it ends."""

from __future__ import annotations

from pathlib import Path


def write_whole(path: Path, content: str) -> None:
    """Write a text file by way of a draft beside it. The draft's name is fixed: one process writes a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(content)
    draft.replace(path)
