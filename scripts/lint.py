"""Every static check, each with its verdict (`make lint`)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from scripts.console import console, run_command
from scripts.paths import PROJECT

PYTHON = ("scripts", "emulator", "lambda", "tests")


@dataclass(frozen=True)
class Check:
    """A check's name and what runs it; true is a pass. Its findings go to the terminal as they come."""

    name: str
    run: Callable[[], bool]


def main() -> None:
    run_command(_lint)


def _lint() -> int:
    failed = [check.name for check in CHECKS if not _verdict(check)]
    if failed:
        console.print(f"[bold red]✗ {len(failed)} of {len(CHECKS)} checks failed:[/] {', '.join(failed)}")
        return 1
    console.print(f"[bold green]✓ All {len(CHECKS)} checks passed.[/]")
    return 0


def _verdict(check: Check) -> bool:
    passed = check.run()
    console.print(f"{'[green]✓[/]' if passed else '[red]✗[/]'} {check.name}")
    return passed


def _module(*arguments: str) -> Callable[[], bool]:
    command = [sys.executable, "-m", *arguments]
    return lambda: subprocess.run(command, cwd=PROJECT, check=False).returncode == 0


CHECKS = (
    Check("ruff format", _module("ruff", "format", "--check", "--quiet", ".")),
    Check("ruff rules", _module("ruff", "check", "--quiet", ".")),
    Check("mypy --strict", _module("mypy", "--no-error-summary", *PYTHON)),
)


if __name__ == "__main__":
    main()
