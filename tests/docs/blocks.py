"""Blocks of code in the documentation: one of Python begins with its file's name, one of sh is commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from scripts.paths import PROJECT

DOCS = PROJECT / "docs"
TUTORIAL = DOCS / "tutorial.md"
HOW_TOS = tuple(sorted(DOCS.glob("how-to/*.md")))
_BLOCK = re.compile(r"^```(?P<language>\S*).*?\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# (?P<name>[a-z_]+\.py)\n")


@dataclass(frozen=True)
class Block:
    """`language` is what stands behind the backticks; empty for none."""

    language: str
    code: str

    @property
    def file(self) -> str:
        """The name in its first line. AssertionError where there is none."""
        named = _FILE.match(self.code)
        assert named, f"A block of Python begins with the name of its file: {self.code.splitlines()[0]}"
        return named["name"]


def blocks_of(page: Path, language: str | None = None) -> list[Block]:
    """In their order; those of one language, or all."""
    found = [Block(each["language"], each["code"]) for each in _BLOCK.finditer(page.read_text())]
    return [block for block in found if language in (None, block.language)]


def write_files(page: Path, directory: Path) -> None:
    """The page's Python, each under its name."""
    for block in blocks_of(page, "python"):
        (directory / block.file).write_text(block.code)
