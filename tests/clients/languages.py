"""The languages of the clients: which program, which version, and what to do where that is not here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.paths import PROJECT

CLIENTS = PROJECT / "tests" / "clients"
VERSION_SECONDS = 30
_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.\d+)?")


@dataclass(frozen=True)
class Language:
    """A language by its command; `needed` is the oldest version that its clients run with."""

    name: str
    command: str
    version_arguments: Sequence[str]
    needed: tuple[int, int]
    how_to_install: str
    usual_places: Sequence[str] = ()

    def program(self) -> Path:
        """The command's path. Skips the test, with the next step, where there is none or it is too old."""
        path = os.pathsep.join([os.environ.get("PATH", ""), *self.usual_places])
        found = shutil.which(self.command, path=path)
        needed = ".".join(map(str, self.needed))
        if found is None:
            pytest.skip(f"no {self.name} here ({self.command} is not on PATH); {self._next(needed)}")
        version = self._version_of(found)
        if tuple(map(int, version.split(".")[:2])) < self.needed:
            pytest.skip(f"{self.name} {version} ({found}) is too old for these clients; {self._next(needed)}")
        return Path(found)

    def _next(self, needed: str) -> str:
        return f"install {self.name} {needed} or newer: {self.how_to_install}"

    def _version_of(self, program: str) -> str:
        told = subprocess.run(
            [program, *self.version_arguments],
            capture_output=True,
            text=True,
            timeout=VERSION_SECONDS,
            check=False,
        )
        version = _VERSION.search(told.stdout)
        assert version, (
            f"{program} {' '.join(self.version_arguments)} tells no version: {told.stdout}{told.stderr}"
        )
        return version[0]


def go() -> Language:
    """Go, at least the version that go.mod names."""
    named = re.search(r"^go (\d+)\.(\d+)", (CLIENTS / "go" / "go.mod").read_text(), re.MULTILINE)
    assert named
    return Language(
        "Go",
        "go",
        ("version",),
        (int(named[1]), int(named[2])),
        "https://go.dev/doc/install, or apt-get install golang-go where that is new enough",
        # where Go's own installation puts it
        usual_places=("/usr/local/go/bin",),
    )


def node(folder: Path = CLIENTS / "node") -> Language:
    """Node, at least the version that the folder's package.json names in `engines`."""
    engines = json.loads((folder / "package.json").read_text())["engines"]["node"]
    oldest = re.fullmatch(r">=(\d+)(?:\.(\d+))?", engines)
    assert oldest, engines
    return Language(
        "Node",
        "node",
        ("--version",),
        (int(oldest[1]), int(oldest[2] or 0)),
        "https://nodejs.org/en/download, or apt-get install nodejs npm where that is new enough",
    )
