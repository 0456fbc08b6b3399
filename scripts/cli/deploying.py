"""Real AWS."""

from __future__ import annotations

import os
from pathlib import Path

import click

from scripts.paths import LAMBDA_ZIP, TERRAFORM


@click.command("deployment-plan")
def _deployment_plan() -> int:
    """What an apply would change in an account"""
    from scripts.checks.deployment_plan import deployment_plan

    return deployment_plan(os.environ, TERRAFORM)


@click.command("package")
@click.option("--output", type=click.Path(path_type=Path), default=LAMBDA_ZIP, help="The zip to write.")
def _package(output: Path) -> int:
    """Write terraform/lambda.zip: same sources, same bytes"""
    from scripts.package.lambda_zip import package

    return package(output)


COMMANDS = (_deployment_plan, _package)
