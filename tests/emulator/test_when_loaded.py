"""A service of MiniStack's is loaded when somebody asks it, and has then what this project gives it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from scripts.paths import PROJECT


def test_a_service_is_given_its_own_at_once_or_as_soon_as_it_is_loaded(tmp_path: Path) -> None:
    assert printed_by("service_loaded_later", tmp_path) == ""


def test_a_composed_engine_has_loaded_none_of_the_services_that_it_changes(tmp_path: Path) -> None:
    assert printed_by("composed_app", tmp_path) == ""


def printed_by(program: str, scratch: Path) -> str:
    """What a program beside this file prints."""
    run = subprocess.run(
        [sys.executable, "-m", f"tests.emulator.{program}"],
        cwd=PROJECT,
        env={**os.environ, "TMPDIR": str(scratch)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()
