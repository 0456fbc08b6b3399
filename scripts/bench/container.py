"""The emulator's image: its size, and the time from its container's start to `Ready.`"""

from __future__ import annotations

import statistics
from datetime import datetime

from scripts.console import console
from scripts.engines import EngineSettings
from scripts.engines.compose import READY_LINE
from scripts.engines.container import ContainerEngine
from scripts.engines.docker import container_of, docker
from scripts.errors import CommandError
from scripts.free_port import free_port

RUNS = 5
PROJECT = "healthtech-signup-flow-bench"


def bench() -> int:
    """Measure, and print the figures; without Docker, say so."""
    engine = ContainerEngine(empty_project=PROJECT, kept_project=f"{PROJECT}-kept")
    try:
        engine.check()
    except CommandError as missing:
        console.print(f"  not measured: {missing}")
        return 0
    seconds = [_seconds_to_ready(engine) for _ in range(RUNS)]
    megabytes = int(docker("image", "inspect", "--format", "{{.Size}}", engine.image()).stdout) / 1e6
    console.print(f"  image            {megabytes:5.0f} MB")
    console.print(
        f"  start to Ready.  {statistics.median(seconds):5.2f} s   median of {RUNS}, by Docker's clock"
    )
    return 0


def _seconds_to_ready(engine: ContainerEngine) -> float:
    engine.start(EngineSettings(free_port(), persist=False))
    try:
        container = str(container_of(f"label=com.docker.compose.project={PROJECT}"))
        started = docker("inspect", "--format", "{{.State.StartedAt}}", container).stdout.strip()
        lines = docker("logs", "--timestamps", container).stdout.splitlines()
        (ready,) = (line.split()[0] for line in lines if line.endswith(f" {READY_LINE}"))
        return (_moment(ready) - _moment(started)).total_seconds()
    finally:
        engine.stop()


def _moment(text: str) -> datetime:
    """Docker writes nanoseconds, datetime reads microseconds."""
    seconds, _, fraction = text.removesuffix("Z").partition(".")
    return datetime.fromisoformat(f"{seconds}.{fraction[:6]:0<6}+00:00")
