"""The Pythons of this machine that the engine is for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.paths import PROJECT

VERSIONS = re.findall(r"Python :: (3\.\d+)", (PROJECT / "emulator" / "pyproject.toml").read_text())


def python_of(version: str) -> str:
    """The path of a Python of this version, on PATH or pyenv's. Skips the test where there is none."""
    for candidate in _candidates(version):
        asked = [candidate, "-c", "import sys; print(sys.executable, '%d.%d' % sys.version_info[:2])"]
        told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
        if told[1:] == [version]:
            return told[0]
    pytest.skip(f"there is no Python {version} on this machine")


def _candidates(version: str) -> list[str]:
    on_path = shutil.which(f"python{version}")
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    return [*([on_path] if on_path else []), *map(str, sorted(pyenv.glob(f"{version}.*/bin/python")))]
