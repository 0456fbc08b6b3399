"""Every static check, each with its verdict (`make lint`)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scripts.checks.initialised import ENDPOINT, REGION, initialised
from scripts.checks.security import checkov, secrets
from scripts.checks.workflows import actionlint
from scripts.console import console, show_error
from scripts.paths import PROJECT, TERRAFORM
from scripts.terraform.binary import find_terraform
from scripts.terraform.process import TerraformCommand, local_environment
from scripts.terraform.workspace import TerraformError

PYTHON = ("scripts", "emulator", "lambda", "tests")
OTHER_PLATFORMS = ("win32", "darwin")
"""The engine is for them too: mypy knows what of the standard library each has."""


@dataclass(frozen=True)
class Check:
    """A check's name and what runs it; true is a pass. Its findings go to the terminal as they come."""

    name: str
    run: Callable[[], bool]


def lint() -> int:
    """0 if every check passes. The types are checked beside all else: that takes as long as the rest."""
    beside = ThreadPoolExecutor(max_workers=1)
    try:
        of_types = [(check, beside.submit(check.run)) for check in TYPES]
        verdicts = [_verdict(check, check.run()) for check in OTHERS]
        verdicts += [_verdict(check, passed.result()) for check, passed in of_types]
    finally:
        # after Ctrl-C, or where a check could not be made, none of those that wait is begun
        beside.shutdown(cancel_futures=True)
    failed = [check.name for check, passed in zip(CHECKS, verdicts, strict=True) if not passed]
    if failed:
        console.print(f"[bold red]✗ {len(failed)} of {len(CHECKS)} checks failed:[/] {', '.join(failed)}")
        return 1
    console.print(f"[bold green]✓ All {len(CHECKS)} checks passed.[/]")
    return 0


def _verdict(check: Check, passed: bool) -> bool:
    console.print(f"{'[green]✓[/]' if passed else '[red]✗[/]'} {check.name}")
    return passed


def _module(*arguments: str) -> Callable[[], bool]:
    command = [sys.executable, "-m", *arguments]
    return lambda: subprocess.run(command, cwd=PROJECT, check=False).returncode == 0


def _engine_elsewhere(platform: str) -> Check:
    # a cache of its own, or each platform's run would undo the other's
    options = ("--no-error-summary", "--platform", platform, "--cache-dir", f".mypy_cache/{platform}")
    return Check(f"mypy --strict for {platform}", _module("mypy", *options, "emulator"))


def _terraform_fmt() -> bool:
    environment = local_environment(os.environ, ENDPOINT, REGION, {})
    terraform = TerraformCommand(find_terraform(console.print).path, TERRAFORM, environment)
    return terraform.show(["fmt", "-check", "-diff", "-recursive"]) == 0


def _terraform_validate() -> bool:
    try:
        workspace = initialised()
    except TerraformError as error:
        show_error(error)
        return False
    return workspace.terraform.show(["validate", "-no-color"]) == 0


OTHERS = (
    Check("ruff format", _module("ruff", "format", "--check", "--quiet", ".")),
    Check("ruff rules", _module("ruff", "check", "--quiet", ".")),
    Check("terraform fmt", _terraform_fmt),
    Check("terraform validate", _terraform_validate),
    Check("checkov", checkov),
    Check("no secrets", secrets),
    Check("workflows", actionlint),
)
TYPES = (
    Check("mypy --strict", _module("mypy", "--no-error-summary", *PYTHON)),
    *map(_engine_elsewhere, OTHER_PLATFORMS),
)
CHECKS = (*OTHERS, *TYPES)
