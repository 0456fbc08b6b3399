"""One provider process for several commands of Terraform: used where it runs, gone with who uses it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from scripts.health import wait_until
from scripts.paths import PROJECT
from scripts.terraform import attached_provider as module
from scripts.terraform.attached_provider import ATTACH, address_in, attached_provider
from scripts.terraform.process import TerraformCommand
from scripts.terraform.workspace import Workspace
from tests.ended_process import has_ended
from tests.terraform.stand_in_provider import install_provider

ENDED_SECONDS = 10
LEFT_ALONE_SECONDS = 0.5
OF_OPENTOFU = "registry.opentofu.org"
ATTACH_AND_WAIT = """
import sys
from pathlib import Path
from scripts.terraform.attached_provider import ATTACH, attached_provider
from scripts.terraform.process import TerraformCommand

command = TerraformCommand(Path("/bin/sh"), Path(sys.argv[1]), {})
with attached_provider(command) as attached:
    print(attached.environment[ATTACH], flush=True)
    attached.stream(["-c", "echo $$; exec sleep 60"], lambda line: print(line, flush=True))
"""


def command_in(directory: Path, **environment: str) -> TerraformCommand:
    return TerraformCommand(Path("terraform"), directory, {"PATH": os.environ["PATH"], **environment})


def process_of(attached: TerraformCommand) -> psutil.Process:
    """The provider's, by what Terraform is told of it."""
    return psutil.Process(_pid(attached.environment[ATTACH]))


def _pid(attached: str) -> int:
    addresses = json.loads(attached).values()
    return next(int(address["Pid"]) for address in addresses)


def test_terraform_takes_the_process_that_runs_and_starts_none(workspace: Workspace, tmp_path: Path) -> None:
    directory = tmp_path / "copy"
    shutil.copytree(workspace.terraform.directory, directory, symlinks=True)
    with attached_provider(replace(workspace.terraform, directory=directory)) as attached:
        shutil.rmtree(directory / ".terraform" / "providers")
        for _ in range(2):
            status, output, errors = attached.capture(["validate", "-json"])
            assert (status, json.loads(output)["valid"]) == (0, True), errors
        provider = process_of(attached)
        assert "terraform-provider-aws" in provider.name()
    assert has_ended(provider)


def test_the_process_ends_with_an_error_of_the_body(tmp_path: Path) -> None:
    install_provider(tmp_path)
    seen: list[psutil.Process] = []

    def fail() -> None:
        with attached_provider(command_in(tmp_path)) as attached:
            seen.append(process_of(attached))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert all(has_ended(provider) for provider in seen)
    assert len(seen) == 1


def test_it_outlives_a_killed_command_until_the_terraform_that_uses_it_has_ended(tmp_path: Path) -> None:
    install_provider(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", ATTACH_AND_WAIT, str(tmp_path)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout
        provider = psutil.Process(_pid(command.stdout.readline()))
        terraform = psutil.Process(int(command.stdout.readline()))
        command.kill()
    assert not wait_until(lambda: has_ended(provider), LEFT_ALONE_SECONDS)
    terraform.kill()
    assert wait_until(lambda: has_ended(provider), ENDED_SECONDS)


def test_a_provider_is_attached_by_the_name_that_this_terraform_has_for_it(tmp_path: Path) -> None:
    install_provider(tmp_path, host=OF_OPENTOFU)
    with attached_provider(command_in(tmp_path)) as attached:
        assert list(json.loads(attached.environment[ATTACH])) == [f"{OF_OPENTOFU}/hashicorp/aws"]


@pytest.mark.parametrize(
    "script", ["exit 1", "echo 'flag provided but not defined: -debug'", "exec sleep 60"], ids=str
)
def test_where_none_says_that_it_runs_terraform_starts_its_own(
    tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "START_SECONDS", 0.2)
    monkeypatch.setattr(module, "STOP_SECONDS", 0.2)
    install_provider(tmp_path, f"#!/bin/sh\n{script}\n")
    command = command_in(tmp_path)
    with attached_provider(command) as attached:
        assert attached == command


def test_where_none_is_installed_the_command_is_as_it_was(tmp_path: Path) -> None:
    with attached_provider(command_in(tmp_path)) as attached:
        assert attached == command_in(tmp_path)


@pytest.mark.parametrize("setting", ["TF_LOG", "TF_LOG_PROVIDER", ATTACH])
def test_who_wants_terraforms_log_or_has_attached_a_provider_is_not_disturbed(
    tmp_path: Path, setting: str
) -> None:
    install_provider(tmp_path)
    command = command_in(tmp_path, **{setting: "TRACE"})
    with attached_provider(command) as attached:
        assert attached == command


@pytest.mark.parametrize(
    "line",
    ["", "Provider started", f"{ATTACH}=", *(f"{ATTACH}='{value}'" for value in ("{}", "[]", "{", ""))],
)
def test_a_line_without_an_address_names_none(line: str) -> None:
    assert address_in(line) is None
