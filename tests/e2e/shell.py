"""A shell in which the documents' commands are typed against a stack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from scripts.paths import PROJECT
from scripts.stack_file import LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY, Stack

BINARIES = Path(sys.executable).parent


def environment_of(stack: Stack, directory: Path) -> dict[str, str]:
    """A shell's, with the AWS CLI; a local stack's outputs come from where they are, not from terraform/."""
    environment = {
        **os.environ,
        "AWS_DEFAULT_REGION": stack.region,
        "PATH": f"{BINARIES}:{os.environ['PATH']}",
    }
    if stack.endpoint_url is None:
        return environment
    outputs = directory / "outputs.json"
    outputs.write_text(json.dumps(dict(stack.outputs)))
    # version 1 of the CLI has an SQS endpoint of its own, which only the option overrides
    command(directory / "aws", f'#!/bin/sh\nexec {BINARIES}/aws --endpoint-url {stack.endpoint_url} "$@"\n')
    command(
        directory / "terraform",
        f"#!{sys.executable}\nimport json, sys\nprint(json.load(open({str(outputs)!r}))[sys.argv[-1]])\n",
    )
    return {
        **environment,
        "PATH": f"{directory}:{environment['PATH']}",
        "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
    }


def command(path: Path, text: str) -> None:
    """Make a command of that name."""
    path.write_text(text)
    path.chmod(0o755)


def typed(script: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """What a script has done that is typed in the project's folder and ends at its first failure."""
    return subprocess.run(
        ["bash", "-c", f"set -euo pipefail\n{script}"],
        cwd=PROJECT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
