"""What a person waits for: the Makefile's commands in a checkout of its own, with nothing in any cache."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.console import console
from scripts.errors import CommandError
from scripts.free_port import free_port
from scripts.paths import PROJECT

WITHOUT_CACHES = {"PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1"}
MOST_MEGABYTES = 250


@dataclass(frozen=True)
class Step:
    """A command of the Makefile, what it is here, and the seconds that it is to take at most, if any."""

    what: str
    target: str
    aim: float | None = None
    is_refused: bool = False


STEPS = (
    Step("first make up, nothing cached", "up", 30),
    Step("second make up, nothing to change", "up", 3),
    Step("make reset", "reset", 3),
    Step("make down", "down"),
    Step("make up after make down", "up", 6),
    Step("make down", "down"),
    Step("make e2e without a stack, first installing", "e2e", None, is_refused=True),
    Step("make e2e without a stack", "e2e", 2, is_refused=True),
)


def bench() -> None:
    """Measure, and print each command's seconds and what the first has put on the disk."""
    with tempfile.TemporaryDirectory() as name:
        checkout, port = Path(name) / "checkout", str(free_port())
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(checkout)], check=True)
        environment = {**os.environ, **WITHOUT_CACHES, "PORT": port}
        try:
            for step in STEPS:
                _measure(step, checkout, environment)
                if step is STEPS[0]:
                    _measure_disk(checkout)
        finally:
            subprocess.run(["make", "down"], cwd=checkout, env=environment, capture_output=True, check=False)


def _measure(step: Step, checkout: Path, environment: Mapping[str, str]) -> None:
    begin = time.monotonic()
    run = subprocess.run(
        ["make", step.target], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - begin
    if (run.returncode != 0) != step.is_refused:
        raise CommandError(
            f"make {step.target} ended with status {run.returncode}:\n{run.stderr}", f"make {step.target}"
        )
    _show(step.what, seconds, step.aim, "s")


def _measure_disk(checkout: Path) -> None:
    run = subprocess.run(
        ["du", "--summarize", "--block-size=1M", ".venv", ".local"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    sizes = {name: int(size) for size, name in map(str.split, run.stdout.splitlines())}
    _show("  on the disk by it", sum(sizes.values()), MOST_MEGABYTES, "MB")
    for name, size in sizes.items():
        _show(f"    {name}", size, None, "MB")


def _show(what: str, figure: float, aim: float | None, unit: str) -> None:
    mark = " " if aim is None else "[green]✓[/]" if figure <= aim else "[yellow]![/]"
    aimed = "" if aim is None else f"aim: at most {aim:g} {unit}"
    console.print(f"{mark} {what:<44} {figure:6.1f} {unit:<3} {aimed}")
