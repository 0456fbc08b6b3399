"""What an apply asks Terraform for: where a stack is there, a plan, and what that has found is applied.

Terraform is a script here that writes down what it is called with, since only the calls are looked at, and
its provider one that says where it is and does nothing.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from scripts.terraform.binary import TerraformBinary
from scripts.terraform.offline_configuration import Reduction
from scripts.terraform.process import TerraformCommand
from scripts.terraform.provider import ProviderChoice, ProviderSource
from scripts.terraform.state import TERRAFORM_STATE
from scripts.terraform.workspace import TerraformError, Workspace
from tests.terraform.conftest import no_progress
from tests.terraform.stand_in_provider import install_provider

ERROR = {"type": "diagnostic", "diagnostic": {"severity": "error", "summary": "no such queue"}}
ONE = {"add": 1, "change": 0, "remove": 0}
PLANNED = {"type": "change_summary", "changes": {**ONE, "operation": "plan"}}
APPLIED = {"type": "change_summary", "changes": {**ONE, "operation": "apply"}}


# in the directory above its own are what it says, how a plan ends and what it was called with
SCRIPT = """#!/bin/sh
echo "$1${TF_REATTACH_PROVIDERS:+, attached}" >> ../calls
cat ../said.$1
for last; do :; done
case $1 in
plan) touch "${last#-out=}"; exit "$(cat ../status)" ;;
apply) [ ! -f "$last" ] || echo "with a plan" >> ../calls ;;
esac
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def workspace_with(
    directory: Path,
    plan_ends_with: int,
    *,
    stack: bool,
    source: ProviderSource = "registry",
    functions: tuple[str, ...] = (),
) -> Workspace:
    """Of a Terraform whose plan has this exit status, and whose apply succeeds.

    The functions are those that have a provider each while they are made; none of them is.
    """
    outputs = {"table_name": {"value": "health_users", "type": "string"}} if stack else {}
    (directory / TERRAFORM_STATE).write_text(json.dumps({"outputs": outputs}))
    above = directory.parent
    (above / "said.plan").write_text(json.dumps(ERROR if plan_ends_with == 1 else PLANNED))
    (above / "said.apply").write_text(json.dumps(APPLIED))
    (above / "status").write_text(str(plan_ends_with))
    program = above / "terraform"
    program.write_text(SCRIPT)
    program.chmod(0o755)
    command = TerraformCommand(program, directory, os.environ)
    binary = TerraformBinary(program, "Terraform", "1.11.4", "it is on PATH")
    install_provider(directory)
    reduction = Reduction((), (), function_providers=functions)
    return Workspace(binary, ProviderChoice(source, "asked for"), reduction, command, command)


def calls(directory: Path) -> list[str]:
    """The command of each call, and what the script has noted of it."""
    return (directory.parent / "calls").read_text().splitlines()


def test_where_nothing_is_to_change_a_plan_is_all(directory: Path) -> None:
    assert workspace_with(directory, 0, stack=True).apply(no_progress).total == 0
    assert calls(directory) == ["plan"]


def test_what_a_plan_has_found_is_applied_as_it_is_and_the_plan_is_gone(directory: Path) -> None:
    assert workspace_with(directory, 2, stack=True).apply(no_progress).added == 1
    assert calls(directory) == ["plan", "apply", "with a plan"]
    assert {path.name for path in directory.iterdir()} == {TERRAFORM_STATE, ".terraform"}


def test_a_plan_that_fails_is_told_and_nothing_is_applied(directory: Path) -> None:
    with pytest.raises(TerraformError, match="no such queue"):
        workspace_with(directory, 1, stack=True).apply(no_progress)
    assert calls(directory) == ["plan"]


def test_where_no_stack_is_it_is_made_at_once(directory: Path) -> None:
    assert workspace_with(directory, 2, stack=False).apply(no_progress).added == 1
    assert calls(directory) == ["apply"]


def test_a_plan_and_its_apply_have_one_process_of_the_offline_provider(directory: Path) -> None:
    workspace_with(directory, 2, stack=True, source="offline").apply(no_progress)
    assert calls(directory) == ["plan, attached", "apply, attached", "with a plan"]


def test_functions_that_are_made_at_once_have_a_process_of_the_provider_each(directory: Path) -> None:
    workspace_with(directory, 2, stack=False, source="offline", functions=("repair",)).apply(no_progress)
    assert calls(directory) == ["apply"]
