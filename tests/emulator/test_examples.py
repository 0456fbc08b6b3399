"""What the folders of examples/ say where they cannot run, and the workflow that runs them.

`tests/package/test_examples.py` runs each of them, with the engine installed as its users have it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scripts.paths import PROJECT
from scripts.terraform.offline_provider import place_provider
from tests.clients.npm import INSTALL_SECONDS

pytest_plugins = ("pytester",)

# npm and Terraform's provider may have to be had first
pytestmark = pytest.mark.timeout(INSTALL_SECONDS + 300)
EXAMPLES = PROJECT / "examples"
# what the offline provider, which is of 2021, needs beside a configuration for today's
OFFLINE = {
    "terraform": {"required_providers": {"aws": {"version": "3.39.0"}}},
    "provider": {
        "aws": {
            "skip_credentials_validation": True,
            "skip_metadata_api_check": True,
            "skip_get_ec2_platforms": True,
            "endpoints": dict.fromkeys(("cognitoidp", "iam", "lambda", "sts"), "${var.endpoint_url}"),
        }
    },
    "resource": {"aws_lambda_function": {"pre_sign_up": {"runtime": "python3.8"}}},
}


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the example that the test's parameter names."""
    copy = tmp_path / str(request.param)
    shutil.copytree(EXAMPLES / copy.name, copy, ignore=shutil.ignore_patterns("node_modules"))
    return copy


@pytest.mark.parametrize("folder", ["terraform"], indirect=True)
def test_without_terraform_its_tests_are_skipped_and_say_what_is_missing(
    folder: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    result = run(pytester, folder)
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["*needs `terraform` or `tofu` on PATH, and neither is there.*"])


@pytest.mark.parametrize("folder", ["terraform"], indirect=True)
def test_a_configuration_that_fails_is_shown_with_terraforms_last_lines(
    folder: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure_offline(folder / "infra", monkeypatch)
    (folder / "infra" / "outputs.tf").write_text(
        'output "none" {\n  value = aws_cognito_user_pool.none.id\n}\n'
    )
    result = run(pytester, folder)
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*terraform apply failed. Its last lines:*", "*undeclared resource*"])


@pytest.mark.parametrize("folder", ["fastapi"], indirect=True)
def test_a_workflow_of_github_actions_runs_the_tests_of_its_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = yaml.safe_load((EXAMPLES / "github_actions" / "tests.yml").read_text())
    _, _, install, tests = workflow["jobs"]["tests"]["steps"]
    assert install["run"] == install_line(folder / "README.md")
    # what the first step installs is in this environment; its plugin is no installed one's in a checkout
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p cognito_emulator.pytest_plugin")
    done = subprocess.run(
        ["sh", "-ec", tests["run"]], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def install_line(readme: Path) -> str:
    """The command by which a README has its example's packages installed."""
    return next(line for line in readme.read_text().splitlines() if line.startswith("pip install "))


def configure_offline(infra: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the copy take the provider from the package registry, which no environment leads to the engine."""
    local = PROJECT / ".local"
    monkeypatch.setenv(
        "TF_CLI_CONFIG_FILE", str(place_provider(local, "registry.terraform.io", lambda _: None))
    )
    (infra / "offline_override.tf.json").write_text(json.dumps(OFFLINE))
    (infra / "offline.tf").write_text('variable "endpoint_url" {}\n')


def run(pytester: pytest.Pytester, folder: Path, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess(
        "-p", "cognito_emulator.pytest_plugin", "-ra", f"--rootdir={folder}", folder, *arguments, timeout=280
    )
