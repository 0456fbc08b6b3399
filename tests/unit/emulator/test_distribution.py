"""What the engine's distribution says of itself, and that nothing in it is somebody else's."""

from __future__ import annotations

import re

import cognito_emulator
from scripts.paths import PROJECT

ENGINE = PROJECT / "emulator"
PACKAGE = ENGINE / "cognito_emulator"
PYPROJECT = (ENGINE / "pyproject.toml").read_text()
CHANGELOG = (ENGINE / "CHANGELOG.md").read_text()
IN_A_BROWSER = {".js", ".css", ".svg", ".html", ".woff2", ".png"}
SOMEBODYS = re.compile(r"copyright|@licen[cs]e|/\*!|\(c\)|sourceMappingURL", re.IGNORECASE)


def test_the_version_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", cognito_emulator.__version__)
    assert 'dynamic = ["version"]' in PYPROJECT
    assert not re.search(r"^version\b", PYPROJECT, re.MULTILINE)


def test_the_image_has_the_version() -> None:
    compose = (PROJECT / "docker-compose.yml").read_text()
    assert re.findall(r"image: \S+/emulator:(\S+)", compose) == [cognito_emulator.__version__]


def test_the_changelog_has_the_version_and_what_comes_after_it() -> None:
    headings = re.findall(r"^## \[(.+?)\]", CHANGELOG, re.MULTILINE)
    assert headings[:2] == ["Unreleased", cognito_emulator.__version__]


def test_the_licence_is_that_of_the_project() -> None:
    assert (ENGINE / "LICENSE").read_text() == (PROJECT / "LICENSE").read_text()


def test_its_types_are_for_who_installs_it() -> None:
    assert (PACKAGE / "py.typed").is_file()
    assert "Typing :: Typed" in PYPROJECT


def test_every_python_that_it_names_is_one_that_it_asks_for() -> None:
    named = re.findall(r"Python :: 3\.(\d+)", PYPROJECT)
    assert named == [str(minor) for minor in range(10, 15)]
    assert 'requires-python = ">=3.10"' in PYPROJECT


def test_what_it_serves_to_browsers_is_its_own_or_has_its_licence_beside_it() -> None:
    served = [file for file in PACKAGE.rglob("*") if file.suffix in IN_A_BROWSER]
    assert served
    foreign = [file for file in served if SOMEBODYS.search(file.read_text(errors="replace"))]
    assert [file.name for file in foreign if not file.with_name(f"{file.name}.LICENSE").is_file()] == []
