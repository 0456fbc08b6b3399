"""pytest, as somebody has it who has installed the engine."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path


def passed(python: Path, folder: Path) -> int:
    """How many tests of a folder have passed, run by `pytest` there; none may fail or be skipped."""
    stranger = {name: value for name, value in os.environ.items() if not name.startswith("PY")}
    command = [str(python.with_name("pytest")), "-p", "no:cacheprovider"]
    run = subprocess.run(command, cwd=folder, env=stranger, capture_output=True, text=True, check=False)
    counted = re.findall(r"^=+ (\d+) passed(?:, \d+ warnings?)? in [\d.]+s", run.stdout, re.MULTILINE)
    assert counted, run.stdout + run.stderr
    return int(counted[0])
