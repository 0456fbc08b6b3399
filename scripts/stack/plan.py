"""What Terraform would change (`make plan`)."""

from __future__ import annotations

from scripts.engines.choice import engines
from scripts.engines.running import StartedEngine, read_started_engine
from scripts.errors import CommandError
from scripts.package.lambda_zip import package_lambda
from scripts.paths import LAMBDA_ZIP
from scripts.stack.deployment import workspace_for
from scripts.stack.overview import say
from scripts.stack.single_run import single_run
from scripts.stack.work_directory import work_directory
from scripts.stack_file import read_stack


def plan() -> int:
    """Terraform's own status: 0 for nothing to change, 2 for something."""
    with single_run("make plan"):
        stack, started = read_stack(), _running_engine()
        url, directory = started.settings.endpoint_url, work_directory(started.settings)
        package_lambda(LAMBDA_ZIP)
        workspace = workspace_for(
            url, stack.region, directory, say, engine=started.name, ca_bundle=stack.ca_bundle
        )
        return workspace.plan()


def _running_engine() -> StartedEngine:
    started = read_started_engine()
    if started is None or not engines()[started.name].is_running():
        raise CommandError("No engine is running.", "make up")
    return started
