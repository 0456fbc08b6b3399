"""The tutorial, walked from an empty folder by the engine's wheel alone, as a stranger does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.package.distributions import build_distributions
from tests.docs.blocks import TUTORIAL, blocks_of, write_files

# what the wheel needs may have to be fetched
pytestmark = pytest.mark.timeout(900)


def test_its_commands_and_files_end_with_the_green_tests_that_it_names(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    shutil.copy(build_distributions(directory=tmp_path / "dist").wheel, folder)
    install, run_tests = (block.code for block in blocks_of(TUTORIAL, "sh"))
    done(install, folder)
    write_files(TUTORIAL, folder)
    [promised] = re.findall(r"It ends with `(\d+ passed)`", TUTORIAL.read_text())
    assert done(run_tests, folder).splitlines()[-1].startswith(f"{promised} in ")


def done(commands: str, folder: Path) -> str:
    """What commands print in a shell that knows nothing of this project's environment."""
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    ran = subprocess.run(
        ["sh", "-euc", commands], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
