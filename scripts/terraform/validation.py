"""What the provider refuses of a configuration, by `terraform validate`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scripts.terraform.process import TerraformCommand
from scripts.terraform.workspace import TerraformError


def refusals(terraform: TerraformCommand) -> list[Mapping[str, Any]]:
    """The errors that Terraform finds with the provider it has, each a diagnostic of its own."""
    _, output, errors = terraform.capture(["validate", "-json"])
    try:
        diagnostics = json.loads(output)["diagnostics"]
    except (ValueError, KeyError):
        raise TerraformError(f"terraform validate failed:\n{errors.strip() or output}", "make up") from None
    return [diagnostic for diagnostic in diagnostics if diagnostic["severity"] == "error"]


def provider_version(terraform: TerraformCommand) -> str:
    """The version of the AWS provider that `terraform init` has selected."""
    _, output, _ = terraform.capture(["version", "-json"])
    selected: dict[str, str] = json.loads(output)["provider_selections"]
    return next((version for name, version in selected.items() if name.endswith("/hashicorp/aws")), "")
