"""With the registry's provider the configuration is used as it is: by environment variables, or by tflocal.

The real tflocal runs here; a script stands in Terraform's place and writes down what it is given, since the
registry and so provider 6 may be out of reach where the tests run.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import hcl2
import pytest

from scripts.errors import CommandError
from scripts.paths import TERRAFORM
from scripts.terraform.runner import LOCK_FILE, prepare
from scripts.terraform.workspace import TerraformError, Workspace
from tests.terraform.conftest import REGION, no_progress

ENDPOINT = "http://127.0.0.1:4599"
RECORDER = """#!/bin/sh
case "$1" in
version) echo '{"terraform_version": "1.9.0",'
   echo '"provider_selections": {"registry.terraform.io/hashicorp/aws": "6.1.0"}}' ;;
validate) cat "$RECORDS/validation" 2>/dev/null || echo '{"diagnostics": []}' ;;
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
def locked(tmp_path: Path) -> Path:
    """A configuration with the lock file that is committed."""
    source = tmp_path / "locked"
    source.mkdir()
    for file in (*TERRAFORM.glob("*.tf"), TERRAFORM / LOCK_FILE):
        (source / file.name).write_bytes(file.read_bytes())
    (source / "lambda.zip").touch()
    return source


@pytest.fixture
def workspace(records: Path, own_rc: Path, configuration: Path, tmp_path: Path) -> Workspace:
    return _prepare(records, own_rc, configuration, tmp_path)


def test_the_configuration_is_copied_unchanged(workspace: Workspace) -> None:
    for path in TERRAFORM.glob("*.tf"):
        assert (workspace.terraform.directory / path.name).read_bytes() == path.read_bytes()
    assert (workspace.reduction.removed, workspace.reduction.replaced) == ((), ())


def test_the_environment_alone_sends_every_call_to_the_endpoint(workspace: Workspace, records: Path) -> None:
    workspace.apply(no_progress)
    environment = (records / "environment-apply").read_text()
    for setting in (f"AWS_ENDPOINT_URL={ENDPOINT}", "AWS_ACCESS_KEY_ID=test", f"AWS_DEFAULT_REGION={REGION}"):
        assert f"{setting}\n" in environment
    assert not (records / "override-apply").exists()
    assert {path.name for path in workspace.terraform.directory.glob("*.tf*")} == {
        *(path.name for path in TERRAFORM.glob("*.tf")),
        "local.auto.tfvars.json",
    }


def test_tflocal_sends_localstack_every_call(
    records: Path, own_rc: Path, configuration: Path, tmp_path: Path
) -> None:
    workspace = _prepare(records, own_rc, configuration, tmp_path, engine="localstack")
    workspace.apply(no_progress)
    [provider] = hcl2.loads((records / "override-apply").read_text())["provider"]
    [endpoints] = provider['"aws"']["endpoints"]
    assert endpoints["cognitoidp"] == endpoints["dynamodb"] == f'"{ENDPOINT}"'
    assert f"AWS_ENDPOINT_URL={ENDPOINT}\n" in (records / "environment-apply").read_text()


def test_tflocal_names_no_service_that_the_provider_does_not_know(
    records: Path, own_rc: Path, locked: Path, tmp_path: Path
) -> None:
    """One that a provider has dropped makes every apply fail; tflocal reads the version in the lock file."""
    known = set((Path(__file__).parent / "facts" / "endpoints_6_62.txt").read_text().split())
    _prepare(records, own_rc, locked, tmp_path, engine="localstack").apply(no_progress)
    [provider] = hcl2.loads((records / "override-apply").read_text())["provider"]
    [endpoints] = provider['"aws"']["endpoints"]
    written = {name for name in endpoints if not name.startswith("__")}
    assert len(written) > 50
    assert written - known == set()


def test_a_provider_that_refuses_an_argument_is_named_before_anything_is_made(
    records: Path, own_rc: Path, configuration: Path, tmp_path: Path
) -> None:
    refusal = {
        "severity": "error",
        "summary": "Unsupported argument",
        "detail": 'An argument named "tier" is not expected here.',
        "range": {"filename": "cognito.tf", "start": {"line": 7}},
    }
    (records / "validation").write_text(json.dumps({"diagnostics": [refusal]}))
    with pytest.raises(TerraformError, match=r"AWS provider 6\.1\.0 .* refuses the configuration") as refused:
        _prepare(records, own_rc, configuration, tmp_path)
    assert "(cognito.tf:7):\nUnsupported argument" in str(refused.value)
    assert refused.value.next_command == "make up TF_PROVIDER=offline"
    assert "apply" not in (records / "calls").read_text()


def test_the_committed_lock_file_is_used_and_left_as_it_is(
    records: Path, own_rc: Path, locked: Path, tmp_path: Path
) -> None:
    workspace = _prepare(records, own_rc, locked, tmp_path)
    assert (workspace.terraform.directory / LOCK_FILE).read_bytes() == (TERRAFORM / LOCK_FILE).read_bytes()
    assert (locked / LOCK_FILE).read_bytes() == (TERRAFORM / LOCK_FILE).read_bytes()


def test_an_override_that_a_killed_tflocal_left_behind_is_in_nobodys_way(
    records: Path, own_rc: Path, configuration: Path, tmp_path: Path
) -> None:
    workspace = _prepare(records, own_rc, configuration, tmp_path, engine="localstack")
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
    records: Path,
    own_rc: Path,
    configuration: Path,
    tmp_path: Path,
    changed: dict[str, str] | None = None,
    *,
    engine: str = "embedded",
) -> Workspace:
    forced = {"TF_PROVIDER": "registry", "TF_CLI_CONFIG_FILE": str(own_rc), "RECORDS": str(records)}
    environment = {**os.environ, **forced, **(changed or {})}
    return prepare(
        ENDPOINT,
        REGION,
        tmp_path / "work",
        configuration,
        print,
        engine=engine,
        environment=environment,
        local=tmp_path,
    )
