"""A deployment into an emulator: package the functions, run the real Terraform, read its outputs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.package.lambda_zip import package_lambda
from scripts.paths import LAMBDA_ZIP, PROJECT, TERRAFORM
from scripts.terraform.events import Progress
from scripts.terraform.offline_configuration import Reduction
from scripts.terraform.runner import prepare
from scripts.terraform.workspace import Workspace

Say = Callable[[str, str], None]
"""Takes a topic and a line about it."""


@dataclass(frozen=True)
class Deployment:
    """What an apply changed (the number of resources), Terraform's outputs, and how long it took."""

    changes: int
    outputs: Mapping[str, Any]
    seconds: float


def deploy(
    endpoint_url: str,
    region: str,
    work_dir: Path,
    say: Say = lambda _topic, _text: None,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> Deployment:
    """Deploy this project's configuration into the engine at ``endpoint_url``; a second call changes nothing.

    Raises CommandError: no Terraform, no provider, or Terraform's own diagnostics.
    """
    begin = time.monotonic()
    workspace = workspace_for(endpoint_url, region, work_dir, say)
    changes = workspace.apply(on_progress)
    outputs = workspace.outputs()
    return Deployment(changes.total, outputs, time.monotonic() - begin)


def workspace_for(endpoint_url: str, region: str, work_dir: Path, say: Say) -> Workspace:
    """This project's configuration in ``work_dir``, packaged and initialised for that engine."""
    package = package_lambda(LAMBDA_ZIP)
    say("package", f"{package.relative_to(PROJECT)}, {package.stat().st_size / 1000:.0f} kB")
    workspace = prepare(endpoint_url, region, work_dir, TERRAFORM, lambda line: say("terraform", line))
    say("", f"{workspace.binary.product} {workspace.binary.version}, {workspace.binary.reason}")
    say("provider", f"{workspace.provider.source}: {workspace.provider.reason}")
    _say_what_the_copy_lacks(workspace.reduction, say)
    return workspace


def _say_what_the_copy_lacks(reduction: Reduction, say: Say) -> None:
    lines = [*(f"- {removed}" for removed in reduction.removed), *(f"~ {new}" for new in reduction.replaced)]
    if lines:
        say("", "its release is of 2021, so the copy that it gets lacks what it does not know:")
    for line in lines:
        say("", f"  {line}")
    if reduction.completed:
        say("", "and what the stack cannot do without is set by AWS's API after the apply:")
    for completion in reduction.completed:
        say("", f"  + {completion}")
