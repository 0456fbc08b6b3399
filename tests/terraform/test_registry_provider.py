"""With the registry's provider the configuration is used as it is, by way of tflocal.

The real tflocal runs here; behind it stands a script in Terraform's place that writes down what it is
given, since the registry and so provider 6 may be out of reach where the tests run.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import hcl2
import pytest

from scripts.errors import CommandError
from scripts.paths import TERRAFORM
from scripts.terraform.runner import prepare
from scripts.terraform.workspace import Workspace
from tests.terraform.conftest import REGION, no_progress

ENDPOINT = "http://127.0.0.1:4599"
RECORDER = """#!/bin/sh
case "$1" in
version) echo '{"terraform_version": "1.9.0"}' ;;
*) echo "$@" >> "$RECORDS/calls"
   env > "$RECORDS/environment-$1"
   cp localstack_providers_override.tf "$RECORDS/override-$1" 2>/dev/null || true ;;
esac
"""


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bin").mkdir()
    recorder = tmp_path / "bin" / "terraform"
    recorder.write_text(RECORDER)
    recorder.chmod(0o755)
    monkeypatch.setenv("PATH", f"{recorder.parent}:{os.environ['PATH']}")
    records = tmp_path / "records"
    records.mkdir()
    return records


@pytest.fixture
def own_rc(tmp_path: Path) -> Path:
    path = tmp_path / "own.tfrc"
    path.touch()
    return path


@pytest.fixture
def workspace(records: Path, own_rc: Path, configuration: Path, tmp_path: Path) -> Workspace:
    return _prepare(records, own_rc, configuration, tmp_path)


def test_the_configuration_is_copied_unchanged(workspace: Workspace) -> None:
    for path in TERRAFORM.glob("*.tf"):
        assert (workspace.terraform.directory / path.name).read_bytes() == path.read_bytes()
    assert (workspace.reduction.removed, workspace.reduction.replaced) == ((), ())


def test_tflocal_sends_every_call_to_the_endpoint(workspace: Workspace, records: Path) -> None:
    workspace.apply(no_progress)
    [provider] = hcl2.loads((records / "override-apply").read_text())["provider"]
    [endpoints] = provider['"aws"']["endpoints"]
    assert endpoints["cognitoidp"] == endpoints["dynamodb"] == f'"{ENDPOINT}"'
    environment = (records / "environment-apply").read_text()
    assert f"AWS_ENDPOINT_URL={ENDPOINT}\n" in environment


def test_an_override_that_a_killed_tflocal_left_behind_is_in_nobodys_way(
    workspace: Workspace, records: Path
) -> None:
    (workspace.terraform.directory / "localstack_providers_override.tf").write_text("left behind")
    workspace.apply(no_progress)
    assert "apply -json -auto-approve" in (records / "calls").read_text()


def test_the_users_own_cli_configuration_is_kept(workspace: Workspace, records: Path, own_rc: Path) -> None:
    assert workspace
    assert f"TF_CLI_CONFIG_FILE={own_rc}\n" in (records / "environment-init").read_text()


def test_a_second_prepare_does_not_initialise_again(
    workspace: Workspace, records: Path, own_rc: Path, configuration: Path, tmp_path: Path
) -> None:
    assert workspace
    _prepare(records, own_rc, configuration, tmp_path)
    assert (records / "calls").read_text().count("init ") == 1


def test_a_changed_configuration_is_copied_and_initialised_again(
    records: Path, own_rc: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "lambda.zip").touch()
    (source / "old.tf").write_text("locals {}\n")
    _prepare(records, own_rc, source, tmp_path)
    (source / "old.tf").rename(source / "new.tf")
    workspace = _prepare(records, own_rc, source, tmp_path)
    assert (records / "calls").read_text().count("init ") == 2
    assert [path.name for path in workspace.terraform.directory.glob("*.tf")] == ["new.tf"]


def test_remote_state_stays_with_aws(records: Path, own_rc: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "lambda.zip").touch()
    (source / "main.tf").write_text("locals {}\n")
    (source / "backend.tf").write_text('terraform {\n  backend "s3" {}\n}\n')
    workspace = _prepare(records, own_rc, source, tmp_path)
    assert [path.name for path in workspace.terraform.directory.glob("*.tf")] == ["main.tf"]


def test_a_stack_keeps_the_provider_that_made_it(
    workspace: Workspace, records: Path, own_rc: Path, configuration: Path, tmp_path: Path
) -> None:
    state = workspace.terraform.directory / "terraform.tfstate"
    state.write_text(json.dumps({"resources": [{"type": "aws_iam_role"}]}))
    again = _prepare(records, own_rc, configuration, tmp_path, {"TF_PROVIDER": ""})
    assert (again.provider.source, again.provider.reason) == ("registry", "the stack was made with it")
    with pytest.raises(CommandError, match="made with the registry provider") as refusal:
        _prepare(records, own_rc, configuration, tmp_path, {"TF_PROVIDER": "offline"})
    assert refusal.value.next_command == "make down && make up TF_PROVIDER=offline"


def test_a_function_that_is_not_packaged_is_refused(records: Path, own_rc: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    with pytest.raises(CommandError, match=r"lambda\.zip is missing") as refusal:
        _prepare(records, own_rc, source, tmp_path)
    assert refusal.value.next_command == "make package"


def _prepare(
    records: Path, own_rc: Path, configuration: Path, tmp_path: Path, changed: dict[str, str] | None = None
) -> Workspace:
    forced = {"TF_PROVIDER": "registry", "TF_CLI_CONFIG_FILE": str(own_rc), "RECORDS": str(records)}
    environment = {**os.environ, **forced, **(changed or {})}
    return prepare(
        ENDPOINT, REGION, tmp_path / "work", configuration, print, environment=environment, local=tmp_path
    )
