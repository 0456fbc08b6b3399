"""Known vulnerabilities of what the lock files name (`make audit`)."""

from __future__ import annotations

import subprocess
import sys

from scripts.paths import PROJECT

# the others hold a part of the first
LOCKS = ("requirements-dev.lock", "emulator/requirements.lock")


def audit() -> int:
    """0 where none is known. What is known of a lock is asked of a database of the day."""
    options = ["--require-hashes", "--disable-pip", "--requirement"]
    commands = [[sys.executable, "-m", "pip_audit", *options, lock] for lock in LOCKS]
    return max(subprocess.run(command, cwd=PROJECT, check=False).returncode for command in commands)
