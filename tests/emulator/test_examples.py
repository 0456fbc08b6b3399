"""The folders of examples/, run as their READMEs say, in copies of their own."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from scripts.paths import PROJECT
from scripts.terraform.offline_provider import place_provider

pytest_plugins = ("pytester",)

EXAMPLES = PROJECT / "examples"
# what the offline provider, which is of 2021, needs beside a configuration for today's
OFFLINE = {
    "terraform": {"required_providers": {"aws": {"version": "3.39.0"}}},
    "provider": {
        "aws": {
            "skip_credentials_validation": True,
            "skip_metadata_api_check": True,
            "endpoints": dict.fromkeys(("cognitoidp", "iam", "lambda", "sts"), "${var.endpoint_url}"),
        }
    },
    "resource": {"aws_lambda_function": {"pre_sign_up": {"runtime": "python3.8"}}},
}


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the example that the test's parameter names."""
    copy = tmp_path / str(request.param)
    shutil.copytree(EXAMPLES / copy.name, copy)
    return copy


@pytest.mark.parametrize("folder", ["terraform"], indirect=True)
def test_terraform_and_functions_of_another_team(
    folder: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure_offline(folder / "infra", monkeypatch)
    run(pytester, folder).assert_outcomes(passed=2)


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
