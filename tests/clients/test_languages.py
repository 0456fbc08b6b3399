"""A machine without a language skips its clients, and says what to install; so does one out of reach."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients import npm
from tests.clients.go_modules import compiled
from tests.clients.languages import CLIENTS, Language, go, node
from tests.clients.once import once


@pytest.fixture
def binaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of commands."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that asks for what the Node clients ask for, with nothing installed yet."""
    made = tmp_path / "node"
    made.mkdir()
    for file in ("package.json", "package-lock.json"):
        shutil.copy(CLIENTS / "node" / file, made)
    return made


def command(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.usefixtures("binaries")
def test_a_language_that_is_not_here_is_named_with_what_to_install() -> None:
    missing = Language("Cobol", "cobc", ("--version",), (3, 2), "apt-get install gnucobol")
    with pytest.raises(pytest.skip.Exception) as skipped:
        missing.program()
    assert str(skipped.value) == (
        "no Cobol here (cobc is not on PATH); install Cobol 3.2 or newer: apt-get install gnucobol"
    )


@pytest.mark.parametrize(
    ("language", "told", "version", "needed"),
    [
        (go(), "go version go1.4.2 linux/amd64", "1.4.2", "Go 1.24 or newer: https://go.dev/"),
        (node(), "v18.20.4", "18.20.4", "Node 20.0 or newer: https://nodejs.org/"),
    ],
    ids=["Go", "Node"],
)
def test_a_language_that_is_too_old_is_named_with_its_version_and_what_to_install(
    binaries: Path, language: Language, told: str, version: str, needed: str
) -> None:
    command(binaries / language.command, f"echo {told}")
    with pytest.raises(pytest.skip.Exception) as skipped:
        language.program()
    found = binaries / language.command
    assert str(skipped.value).startswith(f"{language.name} {version} ({found}) is too old for these clients")
    assert f"install {needed}" in str(skipped.value)


def test_a_language_that_is_new_enough_is_taken(binaries: Path) -> None:
    command(binaries / "go", "echo go version go1.100.0 linux/amd64")
    assert go().program() == binaries / "go"


def outcome_of(make: Callable[[], object]) -> str:
    """How a test would end that asks for it."""
    try:
        make()
    except pytest.skip.Exception as skipped:
        return f"skipped: {skipped}"
    except AssertionError as failure:
        return f"failed: {failure}"
    return "passed"


def test_a_registry_out_of_reach_skips_and_npms_other_failures_do_not(binaries: Path, folder: Path) -> None:
    command(binaries / "node", "echo v99.0.0")
    command(binaries / "npm", "echo npm error code ECONNREFUSED >&2; exit 1")
    outcome = outcome_of(lambda: npm.installed(folder))
    assert outcome.startswith("skipped: npm cannot reach its registry; next: npm ping")
    command(binaries / "npm", "echo npm error code EUSAGE >&2; exit 1")
    outcome = outcome_of(lambda: npm.installed(folder))
    assert outcome.startswith("failed: npm ci failed")
    assert "EUSAGE" in outcome


def test_modules_out_of_reach_skip_and_what_does_not_compile_does_not(binaries: Path, tmp_path: Path) -> None:
    version = '[ "$1" = version ] && echo go version go1.99.0 && exit'
    command(binaries / "go", f"{version}; echo dial tcp: lookup example.org: no such host >&2; exit 1")
    outcome = outcome_of(lambda: compiled(tmp_path / "clients.test"))
    assert outcome.startswith("skipped: Go cannot reach its modules; next: ")
    assert "go mod download" in outcome
    command(binaries / "go", f"{version}; echo undefined: x >&2; exit 1")
    outcome = outcome_of(lambda: compiled(tmp_path / "clients.test"))
    assert outcome.startswith("failed: the Go tests do not compile:\nundefined: x")


def test_an_install_has_an_end(binaries: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npm, "INSTALL_SECONDS", 0.2)
    command(binaries / "node", "echo v99.0.0")
    command(binaries / "npm", "exec /bin/sleep 60")
    outcome = outcome_of(lambda: npm.installed(folder))
    assert outcome == f"skipped: npm ci took over 0.2 s; next: cd {folder} && npm ci"


def test_only_another_lock_file_is_installed_again(binaries: Path, folder: Path) -> None:
    command(binaries / "node", "echo v99.0.0")
    command(binaries / "npm", "/bin/mkdir -p node_modules; echo $* >> npm.log")
    npm.installed(folder)
    npm.installed(folder)
    (folder / "package-lock.json").write_text("{}")
    npm.installed(folder)
    assert [line.split()[0] for line in (folder / "npm.log").read_text().splitlines()] == ["ci", "ci"]


def test_what_is_made_once_skips_each_test_that_asks_for_it() -> None:
    asked: list[None] = []

    def make() -> None:
        asked.append(None)
        pytest.skip("not here")

    get = once(make)
    for _ in range(2):
        with pytest.raises(pytest.skip.Exception, match="not here"):
            get()
    assert len(asked) == 1
