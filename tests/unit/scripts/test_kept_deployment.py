"""Which deployment is kept, under which name, and for how long."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts.stack import kept_deployment as module
from scripts.stack.kept_deployment import KeptDeployment, kept_deployment
from scripts.terraform.binary import TerraformBinary
from scripts.terraform.provider import ProviderChoice
from scripts.terraform.runner import Tools

TOOLS = Tools(TerraformBinary(Path("terraform"), "Terraform", "1.11.4", ""), ProviderChoice("offline", ""))
ENDED = 2**22 + 1
"""No process of Linux has a larger number than 2**22."""
HTTP = "http://127.0.0.1:4566"


@pytest.fixture(autouse=True)
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "lambda.zip"
    package.write_bytes(b"the functions")
    monkeypatch.setattr(module, "LAMBDA_ZIP", package)
    return package


def name(tools: Tools = TOOLS, url: str = HTTP, region: str = "us-east-1", **environment: str) -> str:
    return kept_deployment(tools, url, region, environment).directory.name


def test_the_port_is_none_of_what_a_deployment_is_made_of() -> None:
    assert name(url="http://127.0.0.1:4567") == name()


def test_a_proxy_is_none_of_what_a_deployment_is_made_of() -> None:
    assert name(HTTPS_PROXY="http://127.0.0.1:9") == name()


def test_tools_scheme_region_variables_and_functions_are(packaged: Path) -> None:
    before = name()
    other = Tools(TOOLS.binary, ProviderChoice("registry", ""))
    names = [
        before,
        name(other),
        name(url="https://127.0.0.1:4566"),
        name(region="eu-central-1"),
        name(TF_VAR_terms_version="1"),
        name(TF_CLI_ARGS_apply="-parallelism=1"),
    ]
    packaged.write_bytes(b"other functions")
    names.append(name())
    assert len(set(names)) == len(names)


def test_those_used_longest_ago_go_and_what_a_killed_process_has_left(tmp_path: Path) -> None:
    deployments = tmp_path / "deployments"
    for number in range(module.MOST_KEPT + 2):
        directory = deployments / str(number)
        directory.mkdir(parents=True)
        os.utime(directory, (number, number))
    (deployments / f".half-written.{ENDED}").mkdir()
    (deployments / f".being-written.{os.getpid()}").mkdir()
    module._prune(deployments)
    left = {directory.name for directory in deployments.iterdir()}
    newest = {str(number) for number in range(2, module.MOST_KEPT + 2)}
    assert left == {*newest, f".being-written.{os.getpid()}"}


def test_one_whose_provider_was_removed_since_is_not_there(tmp_path: Path) -> None:
    kept = KeptDeployment(tmp_path / "kept")
    (kept.directory / "terraform").mkdir(parents=True)
    assert not kept.exists()
    kept.snapshot.write_bytes(b"")
    assert kept.exists()
    (kept.directory / "terraform" / "provider").symlink_to(tmp_path / "gone")
    assert not kept.exists()
