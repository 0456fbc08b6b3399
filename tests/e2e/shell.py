"""A shell in which the documents' commands are typed against a stack."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from scripts.paths import PROJECT
from scripts.stack_file import LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY, Stack


def environment_of(stack: Stack, directory: Path) -> dict[str, str]:
    """A shell's, with the AWS CLI; a local stack's outputs come from where they are, not from terraform/."""
    environment = {**os.environ, "AWS_DEFAULT_REGION": stack.region}
    if stack.endpoint_url is None:
        aws_command(directory)
        return {**environment, "PATH": f"{directory}:{environment['PATH']}"}
    outputs = directory / "outputs.json"
    outputs.write_text(json.dumps(dict(stack.outputs)))
    # version 1 of the CLI has an SQS endpoint of its own, which only the option overrides
    aws_command(directory, "--endpoint-url", stack.endpoint_url)
    shown = "import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[-1]])"
    command(directory / "terraform", sys.executable, "-c", shown, str(outputs))
    return {
        **environment,
        "PATH": f"{directory}:{environment['PATH']}",
        "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
        **({"AWS_CA_BUNDLE": stack.ca_bundle} if stack.ca_bundle else {}),
    }


def aws_command(directory: Path, *options: str) -> str:
    """Make the AWS CLI the command `aws`, with these options: this environment's, or else the machine's.

    Its version. AssertionError where there is none.
    """
    try:
        told, program = version("awscli"), [sys.executable, "-m", "awscli"]
    except PackageNotFoundError:
        aws = shutil.which("aws")
        assert aws, "there is no AWS CLI; next: make aws-cli"
        words = subprocess.run([aws, "--version"], capture_output=True, text=True, check=True).stdout
        told, program = words.split()[0].partition("/")[2], [aws]
    command(directory / "aws", *program, *options)
    return told


def command(path: Path, *program: str) -> None:
    """Make a command of that name: this program and its first arguments, whatever the folders are called."""
    path.write_text(f'#!/bin/sh\nexec {shlex.join(program)} "$@"\n')
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
