"""How long `make up` takes on an installed machine, beside Terraform's own init and apply of the same."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.console import console
from scripts.engines import EngineSettings, endpoint_url
from scripts.engines.embedded import EmbeddedEngine
from scripts.errors import CommandError
from scripts.free_port import free_port
from scripts.stack.deployment import deploy, workspace_for

RUNS = 3
REGION = "us-east-1"


@dataclass(frozen=True)
class UpSeconds:
    """Seconds of a first `make up`, a second one, and bare `terraform init` and `apply`."""

    first: float
    second: float
    bare_terraform: float


def bench() -> int:
    """Measure, and print the medians."""
    runs = [measure() for _ in range(RUNS)]
    first = statistics.median(run.first for run in runs)
    bare = statistics.median(run.bare_terraform for run in runs)
    ours = statistics.median(run.first - run.bare_terraform for run in runs)
    second = statistics.median(run.second for run in runs)
    console.print(f"  first make up    {first:5.1f} s   medians of {RUNS} pairs")
    console.print(f"  bare terraform   {bare:5.1f} s   init and apply of the same copy into an empty engine")
    console.print(
        f"  the part of ours {ours:5.1f} s   engine, package, choice of provider, copy without unknowns"
    )
    console.print(f"  second make up   {second:5.1f} s   nothing to change")
    return 0


def measure() -> UpSeconds:
    """One pair, in a directory and on a port of its own."""
    with tempfile.TemporaryDirectory() as name:
        directory, settings = Path(name), EngineSettings(free_port(), persist=False)
        first_begin = time.monotonic()
        with _engine(directory, settings):
            deploy(endpoint_url(settings.port), REGION, directory / "terraform")
            first = time.monotonic() - first_begin
            second_begin = time.monotonic()
            deploy(endpoint_url(settings.port), REGION, directory / "terraform")
            second = time.monotonic() - second_begin
        with _engine(directory, settings):
            return UpSeconds(first, second, _bare_terraform(directory / "terraform", settings))


@contextmanager
def _engine(directory: Path, settings: EngineSettings) -> Iterator[None]:
    engine = EmbeddedEngine(directory / "engine", directory / "state")
    engine.start(settings)
    try:
        yield
    finally:
        engine.stop()


def _bare_terraform(work_dir: Path, settings: EngineSettings) -> float:
    workspace = workspace_for(endpoint_url(settings.port), REGION, work_dir, lambda _topic, _text: None)
    shutil.rmtree(work_dir / ".terraform")
    (work_dir / "terraform.tfstate").unlink()
    begin = time.monotonic()
    for arguments in (["init", "-input=false"], ["apply", "-auto-approve", "-input=false"]):
        status, _, errors = workspace.deployer.capture(arguments)
        if status != 0:
            raise CommandError(f"terraform {arguments[0]} failed:\n{errors}", "make up")
    return time.monotonic() - begin
