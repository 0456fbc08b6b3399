"""This project's configuration, initialised for a look: nothing is deployed."""

from __future__ import annotations

from scripts.package.lambda_zip import package_lambda
from scripts.paths import LAMBDA_ZIP, LOCAL
from scripts.stack.deployment import workspace_for
from scripts.terraform.workspace import Workspace

# nothing is sent there: init, fmt and validate read the configuration alone
ENDPOINT, REGION = "http://127.0.0.1:4566", "us-east-1"


def initialised() -> Workspace:
    """Raises CommandError where there is no Terraform, no provider, or Terraform refuses."""
    package_lambda(LAMBDA_ZIP)
    return workspace_for(ENDPOINT, REGION, LOCAL / "lint", lambda _topic, _text: None)
