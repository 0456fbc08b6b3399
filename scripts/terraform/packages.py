"""What comes from the package registry on demand: pinned in requirements-offline.lock, checked by hash."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.errors import CommandError
from scripts.paths import PROJECT

LOCK_FILE = PROJECT / "requirements-offline.lock"
DOWNLOAD_SECONDS = 900


def download_package(name: str, directory: Path) -> Path:
    """Download the pinned wheel of a package into an empty directory and return its path.

    Raises CommandError with pip's own message where the registry does not answer, has no wheel for this
    machine, or serves one with another hash.
    """
    _run_pip("download", name, "--dest", str(directory))
    return next(directory.glob("*.whl"))


def install_package(name: str, target: Path) -> None:
    """Install the pinned wheel of a package into a directory of its own. Raises as download_package does."""
    _run_pip("install", name, "--target", str(target), "--no-compile")


def pinned_requirement(name: str) -> str:
    """The lines of the lock file for one package, hashes included."""
    requirements = LOCK_FILE.read_text().replace("\\\n", " ").splitlines()
    return next(line for line in requirements if line.startswith(f"{name}=="))


def _run_pip(command: str, name: str, *options: str) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirement:
        requirement.write(pinned_requirement(name))
        requirement.flush()
        arguments = [
            *(sys.executable, "-m", "pip", command, "--quiet", "--disable-pip-version-check", "--no-input"),
            *("--require-hashes", "--no-deps", "--only-binary", ":all:", "--timeout", "30", "--retries", "2"),
            *("--requirement", requirement.name, *options),
        ]
        try:
            run = subprocess.run(
                arguments, capture_output=True, text=True, timeout=DOWNLOAD_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise CommandError(
                f"The package registry did not deliver {name} in {DOWNLOAD_SECONDS} s.", "make up"
            ) from None
    if run.returncode != 0:
        message = "\n".join(line for line in run.stderr.splitlines() if not line.startswith("WARNING: "))
        raise CommandError(
            f"pip could not get {name} from the package registry:\n{message.strip()}",
            "check the connection (pip config list), then: make up",
        )
