"""The README's table of client libraries: each is run here, pointed to the engine as the table says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.paths import PROJECT
from tests.clients.languages import CLIENTS

[SECTION] = re.findall(
    r"^## Client libraries$(.*?)^## ", (PROJECT / "README.md").read_text(), re.MULTILINE | re.DOTALL
)
CODE = re.compile(r"`([^`]+)`")
# the e2e tests type the README's commands
SOURCES = [PROJECT / "tests" / "e2e" / "test_readme.py", *CLIENTS.rglob("*")]
# what every program gets
ENVIRONMENT = (CLIENTS / "environment.py").read_text()


def rows() -> Iterator[tuple[str, list[str]]]:
    """Each library, with the names that its row tells to set."""
    for libraries, how in re.findall(r"^\| (`.+?) \| (.+) \|$", SECTION, re.MULTILINE):
        for library in CODE.findall(libraries):
            yield library, CODE.findall(how)


def sources_of(library: str) -> list[str]:
    """The tests that show a library in the table of clients by this name."""
    shown = re.compile(rf"""(shown|flow|\(record_property\))\(f?["']{re.escape(library)}["'/]""")
    return [text for text in map(_text, SOURCES) if shown.search(text)]


def _text(file: Path) -> str:
    is_source = file.suffix in (".py", ".mjs", ".go") and "node_modules" not in file.parts
    return file.read_text() if is_source else ""


@pytest.mark.parametrize(("library", "names"), list(rows()))
def test_every_library_of_the_readme_is_run_as_it_says(library: str, names: list[str]) -> None:
    sources = sources_of(library)
    assert sources, f"no test shows {library}"
    assert names
    assert [name for name in names if not any(name in text for text in (*sources, ENVIRONMENT))] == []


def test_every_library_that_is_run_is_in_the_readme() -> None:
    shown = re.compile(r"""(?:shown|flow|\(record_property\))\(f?["'](@[^"']+|[^"'/]+)["'/]""")
    run = {name for text in map(_text, SOURCES) for name in shown.findall(text)}
    assert run - {library for library, _ in rows()} == set()
