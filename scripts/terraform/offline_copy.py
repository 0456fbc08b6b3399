"""Turns a workspace's copy of the configuration into one for the offline provider and an emulator."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scripts.activity import activity
from scripts.terraform.attached_provider import attached_provider
from scripts.terraform.events import readable_diagnostic
from scripts.terraform.function_providers import function_providers, write_function_providers
from scripts.terraform.offline_completion import values_output
from scripts.terraform.offline_configuration import (
    Configuration,
    Reduction,
    default_provider,
    endpoints_override,
    pin_provider,
    read_configuration,
    resources,
    take_out_unknown,
    write_configuration,
)
from scripts.terraform.offline_provider import VERSION
from scripts.terraform.offline_runtimes import map_runtimes, newest_runtimes, refused_runtime
from scripts.terraform.process import TerraformCommand
from scripts.terraform.validation import refusals
from scripts.terraform.workspace import TerraformError

ENDPOINTS_OVERRIDE = "endpoints_override.tf.json"
VALUES_OUTPUT = "values_of_the_api.tf.json"


def reduce_copy(
    terraform: TerraformCommand, endpoint_url: str, initialise: Callable[[TerraformCommand], None]
) -> Reduction:
    """Make the copy in Terraform's directory fit for the offline provider, and send it to ``endpoint_url``.

    Raises TerraformError with Terraform's diagnostics where the provider refuses what is left.
    """
    configuration = read_configuration(terraform.directory)
    pin_provider(configuration, VERSION)
    write_configuration(configuration)
    initialise(terraform)
    with attached_provider(terraform) as with_its_provider:
        return _reduce(configuration, with_its_provider, endpoint_url)


def move_copy(directory: Path, before: str, endpoint_url: str) -> None:
    """Send a copy that was made for the engine at ``before`` to another address."""
    override = directory / ENDPOINTS_OVERRIDE
    if override.exists():
        override.write_text(override.read_text().replace(f'"{before}"', f'"{endpoint_url}"'))


def _reduce(configuration: Configuration, terraform: TerraformCommand, endpoint_url: str) -> Reduction:
    activity.begin("terraform", "reading what the provider knows")
    schema = _aws_schema(terraform)
    reduction = take_out_unknown(configuration, schema)
    write_configuration(configuration)
    aliases = function_providers(dict(resources(configuration, "resource")))
    write_function_providers(terraform.directory, default_provider(configuration), aliases)
    (terraform.directory / VALUES_OUTPUT).write_text(values_output(reduction.completed))
    endpoints = endpoints_override(schema["provider"]["block"], endpoint_url, aliases)
    (terraform.directory / ENDPOINTS_OVERRIDE).write_text(endpoints)
    replaced = map_runtimes(configuration, newest_runtimes(_refused_runtimes(terraform)))
    write_configuration(configuration)
    return replace(reduction, replaced=replaced, function_providers=aliases)


def _aws_schema(terraform: TerraformCommand) -> Mapping[str, Any]:
    status, output, errors = terraform.capture(["providers", "schema", "-json"])
    if status != 0:
        raise TerraformError(f"terraform providers schema failed:\n{errors.strip()}", "make up")
    schemas: dict[str, Any] = json.loads(output)["provider_schemas"]
    return next(schema for name, schema in schemas.items() if name.endswith("/hashicorp/aws"))


def _refused_runtimes(terraform: TerraformCommand) -> list[Mapping[str, Any]]:
    problems = refusals(terraform)
    others = [readable_diagnostic(problem) for problem in problems if not refused_runtime(problem)]
    if others:
        text = "\n\n".join(others)
        raise TerraformError(
            f"The offline provider {VERSION} refuses the configuration:\n{text}",
            "make up TF_PROVIDER=registry",
        )
    return problems
