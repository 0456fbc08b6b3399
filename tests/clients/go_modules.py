"""The tests in Go, compiled with the modules that go.mod and go.sum name."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.clients.languages import CLIENTS, go

FOLDER = CLIENTS / "go"
COMPILE_SECONDS = 420
# where a registry that is out of reach shows
UNREACHABLE = re.compile(r"dial tcp|i/o timeout|no such host|TLS handshake timeout|connection refused")


def compiled(binary: Path) -> Path:
    """Compile the Go tests. Skips the test where Go is missing or too old, or its modules out of reach."""
    command = [
        str(go().program()),
        "test",
        "-c",
        "-vet=off",
        "-mod=readonly",
        "-buildvcs=false",
        "-o",
        str(binary),
    ]
    try:
        done = subprocess.run(
            # another toolchain than the one that is here is not fetched
            command,
            cwd=FOLDER,
            env={**os.environ, "GOTOOLCHAIN": "local"},
            capture_output=True,
            text=True,
            timeout=COMPILE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"the Go tests took over {COMPILE_SECONDS} s to compile; next: cd {FOLDER} && go test -c")
    if done.returncode and UNREACHABLE.search(done.stderr):
        pytest.skip(f"Go cannot reach its modules; next: cd {FOLDER} && go mod download\n{done.stderr}")
    assert done.returncode == 0, f"the Go tests do not compile:\n{done.stderr}"
    return binary


def version(module: str) -> str:
    """The version of a module that go.mod names."""
    named = re.search(rf"^\t{re.escape(module)} v(\S+)", (FOLDER / "go.mod").read_text(), re.MULTILINE)
    assert named, f"go.mod lacks {module}; next: cd {FOLDER} && go mod tidy"
    return named[1]
