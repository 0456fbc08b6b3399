"""The runbook's commands work as they stand: those between ```sh, which look and change nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.paths import PROJECT
from scripts.stack_file import LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY, Stack

RUNBOOK = (PROJECT / "docs" / "runbook.md").read_text()
SETUP, *LOOKS = re.findall(r"^```sh\n(.*?)^```$", RUNBOOK, re.MULTILINE | re.DOTALL)
ALARM = re.compile(r"^\| \[`…(?P<end>-[a-z-]+)`\]\(#(?P<anchor>[a-z-]+)\)", re.MULTILINE)


@pytest.fixture
def environment(stack: Stack, tmp_path: Path) -> dict[str, str]:
    """A shell's, with the AWS CLI; a local stack's outputs come from where they are, not from terraform/."""
    binaries = Path(sys.executable).parent
    environment = {
        **os.environ,
        "AWS_DEFAULT_REGION": stack.region,
        "PATH": f"{binaries}:{os.environ['PATH']}",
    }
    if stack.endpoint_url is None:
        return environment
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps(dict(stack.outputs)))
    # version 1 of the CLI has an SQS endpoint of its own, which only the option overrides
    command(tmp_path / "aws", f'#!/bin/sh\nexec {binaries}/aws --endpoint-url {stack.endpoint_url} "$@"\n')
    command(
        tmp_path / "terraform",
        f"#!{sys.executable}\nimport json, sys\nprint(json.load(open({str(outputs)!r}))[sys.argv[-1]])\n",
    )
    return {
        **environment,
        "PATH": f"{tmp_path}:{environment['PATH']}",
        "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
    }


@pytest.mark.parametrize("look", LOOKS)
def test_a_command_of_the_runbook_works_as_it_stands(environment: dict[str, str], look: str) -> None:
    script = f"set -euo pipefail\n{SETUP}\n{look}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def command(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def test_every_alarm_has_a_section_of_the_runbook(stack: Stack) -> None:
    headings = {
        heading.lower().replace(" ", "-") for heading in re.findall(r"^## (.*)$", RUNBOOK, re.MULTILINE)
    }
    told = {match["end"]: match["anchor"] for match in ALARM.finditer(RUNBOOK)}
    assert set(told.values()) <= headings
    pages = stack.client("cloudwatch").get_paginator("describe_alarms").paginate()
    function = str(stack.outputs["post_confirmation_function_name"])
    prefix = function.removesuffix("post-confirmation")
    names = [
        alarm["AlarmName"]
        for page in pages
        for alarm in page["MetricAlarms"]
        if alarm["AlarmName"].startswith(prefix)
    ]
    assert len(names) == 15
    for name in names:
        assert name.endswith(tuple(told)), name
