"""The stack that `terraform apply` has deployed to AWS from terraform/, by what its outputs say of it."""

from __future__ import annotations

import json
import subprocess

from scripts.console import error_console
from scripts.errors import CommandError
from scripts.paths import TERRAFORM
from scripts.stack_file import Stack
from scripts.terraform.binary import find_terraform


def aws_stack() -> Stack:
    """Read `terraform output`. Raises CommandError where nothing is deployed from here."""
    terraform = find_terraform(error_console.print).path
    command = [str(terraform), f"-chdir={TERRAFORM}", "output", "-json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    outputs = json.loads(result.stdout) if result.returncode == 0 else {}
    if not outputs:
        raise CommandError(
            f"terraform/ has no outputs: nothing is deployed from here.\n{result.stderr.strip()}".strip(),
            "make package && terraform -chdir=terraform apply",
        )
    return Stack("aws", None, {name: output["value"] for name, output in outputs.items()})
