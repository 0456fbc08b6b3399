"""The engine's wheel and sdist (`make wheel`): the wheel is built of the sdist, so neither lacks a file.

flit_core is what pyproject.toml asks for; the one that the lock names builds it, so nothing is fetched. The
same sources give the same bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.errors import CommandError
from scripts.paths import LOCAL, PROJECT

DISTRIBUTIONS = LOCAL / "dist"
ENGINE = PROJECT / "emulator"
# a zip knows no year before 1980
_FILES_ARE_OF = {"SOURCE_DATE_EPOCH": "315619200"}


@dataclass(frozen=True)
class Distributions:
    """Two files of one version."""

    wheel: Path
    sdist: Path


def build_distributions(sources: Path = ENGINE, directory: Path = DISTRIBUTIONS) -> Distributions:
    """Build both into the directory, which has nothing else afterwards. CommandError where that fails."""
    shutil.rmtree(directory, ignore_errors=True)
    command = [sys.executable, "-m", "uv", "build", "--quiet", "--offline", "--no-build-isolation"]
    command += ["--python", sys.executable, "--out-dir", str(directory), str(sources)]
    built = subprocess.run(
        command, env={**os.environ, **_FILES_ARE_OF}, capture_output=True, text=True, check=False
    )
    if built.returncode:
        raise CommandError(f"The wheel could not be built:\n{built.stderr.strip()}", "make wheel")
    [wheel], [sdist] = directory.glob("*.whl"), directory.glob("*.tar.gz")
    return Distributions(wheel, sdist)
