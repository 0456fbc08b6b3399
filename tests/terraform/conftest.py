"""One emulator and one prepared workspace for all tests here; each test asks for the state it needs."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.package.lambda_zip import package_lambda
from scripts.paths import TERRAFORM
from scripts.terraform.events import Progress
from scripts.terraform.runner import prepare
from scripts.terraform.state import TERRAFORM_STATE
from scripts.terraform.workspace import Workspace
from tests.emulator_process import running_emulator
from tests.terraform.aws import Aws

REGION = "eu-central-1"
FUNCTIONS = ("pre_sign_up", "post_confirmation", "repair")
OFFLINE = {**os.environ, "TF_PROVIDER": "offline"}
AS_MADE = "as-made.json"
VARIABLES = "of-the-test.auto.tfvars.json"


@pytest.fixture(scope="session")
def endpoint_url() -> Iterator[str]:
    with emulator_for_the_offline_provider() as url:
        yield url


@contextmanager
def emulator_for_the_offline_provider() -> Iterator[str]:
    """The endpoint URL of an emulator of one's own: what is made there need not be destroyed afterwards."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        pytest.skip("the offline provider runs on Linux x86_64 only; install nothing, run these tests there")
    with running_emulator() as url:
        yield url


@pytest.fixture(scope="session")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of terraform/ with the function packaged, apart from a `make up` that runs at the same time."""
    directory = tmp_path_factory.mktemp("configuration")
    for source in TERRAFORM.glob("*.tf"):
        shutil.copy(source, directory)
    package_lambda(directory / "lambda.zip")
    return directory


@pytest.fixture(scope="session")
def workspace(endpoint_url: str, configuration: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace, initialised; nothing is said about what an earlier test has applied or destroyed."""
    work_dir = tmp_path_factory.mktemp("workspace")
    return prepare(endpoint_url, REGION, work_dir, configuration, print, environment=OFFLINE)


def another(
    workspace: Workspace,
    work_dir: Path,
    configuration: Path,
    *,
    endpoint_url: str | None = None,
    region: str = REGION,
    **variables: object,
) -> Workspace:
    """A workspace of the same configuration in ``work_dir``, with these variables and nothing applied.

    It begins with a copy of what is initialised, and is at the same endpoint where none is named.
    """
    directory = workspace.terraform.directory
    ignored = shutil.ignore_patterns("*.tfstate*", "*.tfplan", AS_MADE)
    shutil.copytree(directory, work_dir, symlinks=True, ignore=ignored)
    (work_dir / VARIABLES).write_text(json.dumps(variables))
    there = endpoint_url or workspace.terraform.environment["AWS_ENDPOINT_URL"]
    return prepare(there, region, work_dir, configuration, print, environment=OFFLINE)


@pytest.fixture
def applied(workspace: Workspace) -> Workspace:
    """The workspace with its stack applied."""
    return with_its_stack(workspace)


def with_its_stack(workspace: Workspace) -> Workspace:
    """The workspace, its stack applied unless it is; no outputs means that nothing is."""
    if not workspace.outputs():
        workspace.apply(no_progress)
        state_as_made(workspace).write_bytes((workspace.terraform.directory / TERRAFORM_STATE).read_bytes())
    return workspace


def state_as_made(workspace: Workspace) -> Path:
    """Terraform's state as it was when the stack was made: tests change it afterwards."""
    return workspace.terraform.directory / AS_MADE


@pytest.fixture
def aws(endpoint_url: str) -> Aws:
    return Aws(endpoint_url, REGION)


def no_progress(_: Progress) -> None:
    """For a test that does not look at progress."""


def run(workspace: Workspace, *arguments: str) -> str:
    """What Terraform prints when it does as it is told."""
    status, output, errors = workspace.deployer.capture(arguments)
    assert status == 0, errors
    return output
