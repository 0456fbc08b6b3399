"""The engine's wheel in an empty environment outside the checkout, as a stranger has it, started and used."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.console import console
from scripts.errors import CommandError
from scripts.launcher.package_index import as_uv_reads_it, without_addresses
from scripts.package import try_engine
from scripts.package.distributions import ENGINE, Distributions, build_distributions

AT_THE_LOCKS_VERSIONS = ("--constraint", str(ENGINE / "requirements.lock"))


def build_and_try() -> Distributions:
    """Build wheel and sdist, and try the wheel alone (`make wheel`). CommandError where either fails."""
    built = build_distributions()
    console.print(f"[green]✓[/] Built {built.wheel} and {built.sdist.name}", soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="alone-") as elsewhere:
        python = environment_with(Path(elsewhere) / "environment", str(built.wheel), *AT_THE_LOCKS_VERSIONS)
        tried = try_alone(python)
    if tried.returncode:
        raise CommandError(f"The wheel does not work alone:\n{tried.stdout}{tried.stderr}", "make wheel")
    console.print(f"[green]✓[/] Alone, it does what its README says: {tried.stdout.strip()}", soft_wrap=True)
    return built


def environment_with(directory: Path, *installed: str, python: str = sys.executable) -> Path:
    """An environment with this installed, in the words of `uv pip install`, and nothing else.

    Returns its interpreter. CommandError with the installer's words.
    """
    inside = directory / "bin" / "python"
    _uv("venv", "--quiet", "--no-project", "--python", python, str(directory))
    _uv("pip", "install", "--quiet", "--python", str(inside), *installed)
    return inside


def try_alone(python: Path, module: bool = False) -> subprocess.CompletedProcess[str]:
    """Run try_engine.py by an environment's Python, which finds no other file of the checkout."""
    command = [str(python), "-I", str(Path(try_engine.__file__)), *(["--module"] if module else [])]
    stranger = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        command, cwd=python.parent, env=stranger, capture_output=True, text=True, check=False
    )


def _uv(*arguments: str) -> None:
    command = [sys.executable, "-m", "uv", *arguments]
    run = subprocess.run(
        command, env=as_uv_reads_it(os.environ), cwd="/", capture_output=True, text=True, check=False
    )
    if run.returncode:
        said = without_addresses(run.stderr).strip()
        again = "check the connection (pip config list), then: make wheel"
        raise CommandError(f"The wheel could not be installed:\n{said}", again)
