"""What stands in the state that Terraform's local backend writes.

https://developer.hashicorp.com/terraform/language/backend/local
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TERRAFORM_STATE = "terraform.tfstate"


def outputs_in(directory: Path) -> dict[str, Any]:
    """Every output's value by its name; none where there is no state."""
    return {name: output["value"] for name, output in _state(directory).get("outputs", {}).items()}


def made_in(directory: Path, resource_type: str) -> set[str]:
    """The names of the resources of a type of which there is an instance."""
    resources = _state(directory).get("resources", [])
    return {each["name"] for each in resources if each["type"] == resource_type and each["instances"]}


def _state(directory: Path) -> Mapping[str, Any]:
    file = directory / TERRAFORM_STATE
    return dict(json.loads(file.read_text())) if file.exists() else {}
