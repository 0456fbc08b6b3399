"""The runbook's commands work as they stand: those between ```sh, which look and change nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.paths import PROJECT
from scripts.stack_file import Stack
from tests.e2e.shell import environment_of, typed

RUNBOOK = (PROJECT / "docs" / "runbook.md").read_text()
SETUP, *LOOKS = re.findall(r"^```sh\n(.*?)^```$", RUNBOOK, re.MULTILINE | re.DOTALL)
ALARM = re.compile(r"^\| \[`…(?P<end>-[a-z-]+)`\]\(#(?P<anchor>[a-z-]+)\)", re.MULTILINE)


@pytest.fixture
def environment(stack: Stack, tmp_path: Path) -> dict[str, str]:
    return environment_of(stack, tmp_path)


@pytest.mark.parametrize("look", LOOKS)
def test_a_command_of_the_runbook_works_as_it_stands(environment: dict[str, str], look: str) -> None:
    done = typed(f"{SETUP}\n{look}", environment)
    assert (done.returncode, done.stderr) == (0, "")


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
