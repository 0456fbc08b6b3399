"""`make deployment-plan` plans with the settings of its environment, and changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts.checks.deployment_plan import deployment_plan
from scripts.errors import CommandError

# what a plan ends with stands in the settings that it is given
TERRAFORM = """#!/bin/sh
case "$1" in
version) echo '{"terraform_version": "1.14.0"}'; exit 0 ;;
esac
echo "$@" >> "$PWD/calls"
[ "$1" = plan ] && exit "$(sed -n 's/^status = //p' production.tfvars)"
[ "$1" = init ] && grep -q bucket backend.tf
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "bin").mkdir()
    terraform = tmp_path / "bin" / "terraform"
    terraform.write_text(TERRAFORM)
    terraform.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{terraform.parent}:{os.environ['PATH']}",
        "BACKEND_TF": 'bucket = "state"',
    }


@pytest.fixture(autouse=True)
def on_path(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", environment["PATH"])


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    directory = tmp_path / "terraform"
    directory.mkdir()
    return directory


@pytest.mark.parametrize("status", [0, 2])
def test_a_plan_is_shown_whatever_it_says_and_nothing_is_locked_or_applied(
    environment: dict[str, str], directory: Path, status: int
) -> None:
    assert deployment_plan({**environment, "PRODUCTION_TFVARS": f"status = {status}"}, directory) == 0
    init, plan = (directory / "calls").read_text().splitlines()
    assert init.startswith("init -input=false")
    assert plan.startswith("plan ")
    assert {"-input=false", "-lock=false", "-var-file=production.tfvars"} <= set(plan.split())
    assert (directory / "lambda.zip").is_file()


def test_a_plan_that_fails_is_an_error_with_the_next_command(
    environment: dict[str, str], directory: Path
) -> None:
    with pytest.raises(CommandError, match="terraform plan failed") as error:
        deployment_plan({**environment, "PRODUCTION_TFVARS": "status = 1"}, directory)
    assert error.value.next_command == "aws sts get-caller-identity"


def test_a_state_that_cannot_be_reached_ends_it_before_the_plan(
    environment: dict[str, str], directory: Path
) -> None:
    with pytest.raises(CommandError, match="terraform init failed"):
        deployment_plan({**environment, "BACKEND_TF": "none", "PRODUCTION_TFVARS": "status = 0"}, directory)
    assert (directory / "calls").read_text().count("\n") == 1


def test_settings_that_are_missing_are_named(environment: dict[str, str], directory: Path) -> None:
    with pytest.raises(CommandError, match=r"production\.tfvars is missing, and PRODUCTION_TFVARS") as error:
        deployment_plan(environment, directory)
    assert str(error.value.next_command).startswith("cp terraform/production.tfvars.example")
    assert not (directory / "calls").exists()


def test_settings_that_are_there_are_taken_as_they_are(environment: dict[str, str], directory: Path) -> None:
    (directory / "production.tfvars").write_text("status = 0")
    assert deployment_plan({**environment, "PRODUCTION_TFVARS": "status = 1"}, directory) == 0
