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
from scripts.terraform.runner import Tools, prepare
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
    *,
    engine: str = "embedded",
    ca_bundle: str | None = None,
) -> Deployment:
    """Package the functions, and do what `deploy_package` does without a word."""
    package_lambda(LAMBDA_ZIP)
    return deploy_package(endpoint_url, region, work_dir, engine=engine, ca_bundle=ca_bundle)


def deploy_package(
    endpoint_url: str,
    region: str,
    work_dir: Path,
    say: Say = lambda _topic, _text: None,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    *,
    engine: str = "embedded",
    ca_bundle: str | None = None,
    tools: Tools | None = None,
) -> Deployment:
    """Deploy this project's configuration into the engine at ``endpoint_url``; a second call changes nothing.

    The functions are those in terraform/lambda.zip.
    Raises CommandError: no Terraform, no provider, or Terraform's own diagnostics.
    """
    begin = time.monotonic()
    workspace = workspace_for(
        endpoint_url, region, work_dir, say, engine=engine, ca_bundle=ca_bundle, tools=tools
    )
    changes = workspace.apply(on_progress)
    outputs = workspace.outputs()
    return Deployment(changes.total, outputs, time.monotonic() - begin)


def workspace_for(
    endpoint_url: str,
    region: str,
    work_dir: Path,
    say: Say,
    *,
    engine: str = "embedded",
    ca_bundle: str | None = None,
    tools: Tools | None = None,
) -> Workspace:
    """This project's configuration in ``work_dir``, with the functions packaged, ready for that engine."""
    workspace = prepare(
        endpoint_url,
        region,
        work_dir,
        TERRAFORM,
        lambda line: say("terraform", line),
        engine=engine,
        ca_bundle=ca_bundle,
        tools=tools,
    )
    say("", f"{workspace.binary.product} {workspace.binary.version}, {workspace.binary.reason}")
    say("provider", f"{workspace.provider.source}: {workspace.provider.reason}")
    if workspace.is_new and workspace.left_out.exists():
        say("", f"{_counted(workspace.reduction)}: {_shown(workspace.left_out)}")
    return workspace


def _counted(reduction: Reduction) -> str:
    by_api, out, others = map(len, (reduction.completed, reduction.removed, reduction.replaced))
    return f"of 2021: {by_api} settings come by AWS's API, {out} are left out, {others} are replaced"


def _shown(path: Path) -> str:
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)
