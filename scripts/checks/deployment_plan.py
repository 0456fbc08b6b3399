"""What an apply would change in an account, for CI: it reads, and changes nothing (`make deployment-plan`).

BACKEND_TF and PRODUCTION_TFVARS hold what docs/production.md has a person write into terraform/backend.tf and
terraform/production.tfvars; a file that is there is taken as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scripts.console import console
from scripts.errors import CommandError
from scripts.package.lambda_zip import package_lambda
from scripts.terraform.binary import find_terraform
from scripts.terraform.process import TerraformCommand

SETTINGS = {"BACKEND_TF": "backend.tf", "PRODUCTION_TFVARS": "production.tfvars"}
NOTHING, SOMETHING = 0, 2
"""What `terraform plan -detailed-exitcode` ends with, but for 1: an error."""
# whoever plans may read the state and no more, so a lock could not be had
PLAN = ("plan", "-input=false", "-no-color", "-lock=false", "-detailed-exitcode")


def deployment_plan(environment: Mapping[str, str], directory: Path) -> int:
    """0 where there is a plan, whatever it says. Raises CommandError where there is none."""
    for variable, name in SETTINGS.items():
        _write(directory / name, variable, environment.get(variable, ""))
    package_lambda(directory / "lambda.zip")
    path = find_terraform(console.print).path
    terraform = TerraformCommand(path, directory, {**environment, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"})
    if terraform.show(["init", "-input=false", "-no-color"]) != 0:
        raise CommandError(
            "terraform init failed; its own words are above.", "terraform -chdir=terraform init"
        )
    status = terraform.show([*PLAN, f"-var-file={SETTINGS['PRODUCTION_TFVARS']}"])
    if status not in (NOTHING, SOMETHING):
        raise CommandError("terraform plan failed; its own words are above.", "aws sts get-caller-identity")
    console.print(
        "An apply would change nothing." if status == NOTHING else "An apply would change what is above."
    )
    return 0


def _write(file: Path, variable: str, content: str) -> None:
    if file.exists():
        return
    if not content.strip():
        raise CommandError(
            f"{file.name} is missing, and {variable}, which would be its content, is empty.",
            f"cp terraform/{file.name}.example terraform/{file.name}   (or, in CI, set the variable)",
        )
    file.write_text(content)
