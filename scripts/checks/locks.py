"""The lock files, written anew from pyproject.toml: for every Python and platform, with hashes (`make lock`).

One set of versions: `dev`, which holds all groups, is resolved first, and every other lock takes from it.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

from scripts.errors import CommandError
from scripts.launcher.package_index import as_uv_reads_it
from scripts.paths import PROJECT

RUN = ("pyproject.toml", "emulator/pyproject.toml")
OLDEST_PYTHON = "3.10"


@dataclass(frozen=True)
class Lock:
    """A lock file, and what its versions are resolved from: pyproject files, groups, bare requirements."""

    file: str
    sources: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    requirement: str | None = None
    is_of_the_project: bool = True


EVERYTHING = Lock("requirements-dev.lock", RUN, ("dev",))
LOCKS = (
    EVERYTHING,
    Lock("requirements.lock", RUN),
    Lock("requirements-e2e.lock", groups=("e2e",)),
    Lock("requirements-browser.lock", groups=("browser",)),
    Lock("requirements-aws-cli.lock", groups=("aws-cli",)),
    Lock("requirements-localstack.lock", groups=("localstack",)),
    Lock("requirements-uv.lock", groups=("uv",)),
    Lock("emulator/requirements.lock", ("emulator/pyproject.toml",)),
    # each in an environment of its own: they want other versions than the project has
    Lock("requirements-checkov.lock", requirement="checkov", is_of_the_project=False),
    Lock("requirements-docs.lock", groups=("docs",), is_of_the_project=False),
)


def write_locks() -> int:
    """Write all of them, with the newest versions that fit. CommandError at the first that has none."""
    for lock in LOCKS:
        _write(lock, "--upgrade")
    return 0


def _write(lock: Lock, *more: str) -> None:
    options = ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes", "--quiet"]
    options += ["--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock"]
    options += [*more, *(part for group in lock.groups for part in ("--group", group))]
    if lock.is_of_the_project and lock is not EVERYTHING:
        options += ["--constraint", EVERYTHING.file]
    sources = [*lock.sources, *(["-"] if lock.requirement else [])]
    compiled = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", *options, *sources, "--output-file", lock.file],
        cwd=PROJECT,
        env=as_uv_reads_it(),
        input=lock.requirement,
        text=True,
        check=False,
    )
    if compiled.returncode:
        raise CommandError(f"{lock.file} could not be resolved; uv says why above.", "make lock")
