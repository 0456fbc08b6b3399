"""What Terraform would change (`make plan`)."""

from __future__ import annotations

from scripts.engines import endpoint_url
from scripts.engines.choice import engines
from scripts.engines.running import StartedEngine, read_started_engine
from scripts.errors import CommandError
from scripts.stack.deployment import workspace_for
from scripts.stack.overview import say
from scripts.stack.single_run import single_run
from scripts.stack.work_directory import work_directory
from scripts.stack_file import read_stack


def plan() -> int:
    """Terraform's own status: 0 for nothing to change, 2 for something."""
    with single_run("make plan"):
        stack, started = read_stack(), _running_engine()
        url = endpoint_url(started.settings.port)
        return workspace_for(url, stack.region, work_directory(started.settings), say).plan()


def _running_engine() -> StartedEngine:
    started = read_started_engine()
    if started is None or not engines()[started.name].is_running():
        raise CommandError("No engine is running.", "make up")
    return started
