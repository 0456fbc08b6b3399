"""What comes from the package registry on demand: pinned in requirements-offline.lock, checked by hash."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from scripts.activity import activity
from scripts.errors import CommandError
from scripts.paths import PROJECT

LOCK_FILE = PROJECT / "requirements-offline.lock"
DOWNLOAD_SECONDS = 900
PROGRESS = re.compile(r"Progress (\d+) of (\d+)")


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
    activity.begin("download", name)
    with tempfile.TemporaryDirectory() as directory:
        requirement, errors = Path(directory) / "requirement.txt", Path(directory) / "errors"
        requirement.write_text(pinned_requirement(name))
        arguments = [
            *(sys.executable, "-m", "pip", command, "--disable-pip-version-check", "--no-input"),
            *("--require-hashes", "--no-deps", "--only-binary", ":all:", "--timeout", "30", "--retries", "2"),
            *("--progress-bar", "raw", "--requirement", str(requirement), *options),
        ]
        try:
            with errors.open("w") as said, _started(arguments, said) as pip:
                for line in pip.stdout or ():
                    _show_bytes(line, name)
        except subprocess.TimeoutExpired:
            raise CommandError(
                f"The package registry did not deliver {name} in {DOWNLOAD_SECONDS} s.", "make up"
            ) from None
        message = [line for line in errors.read_text().splitlines() if not line.startswith("WARNING: ")]
    if pip.returncode != 0:
        raise CommandError(
            f"pip could not get {name} from the package registry:\n" + "\n".join(message).strip(),
            "check the connection (pip config list), then: make up",
        )


@contextmanager
def _started(arguments: Sequence[str], errors: IO[str]) -> Iterator[subprocess.Popen[str]]:
    """The process for the body and until it ends; it is killed where the body fails.

    Raises TimeoutExpired where it takes too long, and was killed for that.
    """
    deadline = time.monotonic() + DOWNLOAD_SECONDS
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
        too_long = threading.Timer(DOWNLOAD_SECONDS, process.kill)
        too_long.start()
        try:
            yield process
            if process.wait() and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired(arguments, DOWNLOAD_SECONDS)
        finally:
            too_long.cancel()
            process.kill()


def _show_bytes(line: str, name: str) -> None:
    """Take in a line of pip's raw progress; its other words are for nobody.

    https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-progress-bar
    """
    progress = PROGRESS.fullmatch(line.strip())
    if progress:
        done, total = map(int, progress.groups())
        activity.reach(done, total, f"{done / 1e6:.0f} of {total / 1e6:.0f} MB", name)
