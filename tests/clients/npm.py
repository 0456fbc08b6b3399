"""What a folder's package-lock.json names, installed once beside it in `node_modules`."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.paths import LOCAL
from scripts.stack.single_run import single_run
from tests.clients.languages import node

INSTALL_SECONDS = 240
# npm's own codes for a registry that is out of reach
UNREACHABLE = (
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ENETUNREACH",
    "ENOTFOUND",
    "ETIMEDOUT",
    "ERR_SOCKET_TIMEOUT",
)


def installed(folder: Path) -> Path:
    """The path of `node`, once `npm ci` has installed the folder's packages, unless they are there.

    Skips the test where Node is missing or too old, or the registry out of reach; AssertionError with
    npm's own words where it fails otherwise.
    """
    program = node(folder).program()
    with single_run("npm ci", LOCAL / "npm.lock", wait_seconds=INSTALL_SECONDS):
        if not _is_installed(folder):
            _install(folder)
            _stamp(folder).write_text(_lock_hash(folder))
    return program


def version(folder: Path, package: str) -> str:
    """The version of a package that the folder's lock file names."""
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    return str(packages[f"node_modules/{package}"]["version"])


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm here (it is not on PATH); install it: apt-get install npm, or Node with its npm")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm ci took over {INSTALL_SECONDS} s; next: cd {folder} && npm ci")
    if done.returncode and any(code in done.stderr for code in UNREACHABLE):
        pytest.skip(f"npm cannot reach its registry; next: npm ping\n{done.stderr}")
    assert done.returncode == 0, f"npm ci failed in {folder}:\n{done.stdout}{done.stderr}"


def _is_installed(folder: Path) -> bool:
    return _stamp(folder).is_file() and _stamp(folder).read_text() == _lock_hash(folder)


def _stamp(folder: Path) -> Path:
    return folder / "node_modules" / ".installed"


def _lock_hash(folder: Path) -> str:
    return hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
