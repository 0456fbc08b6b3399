"""docs/production.md on a running stack: the look-ups between ```sh work as they stand.

What of that page needs a real account is held to AWS's APIs and to Terraform in tests/terraform.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.paths import PROJECT
from scripts.stack_file import Stack
from tests.e2e.shell import environment_of, typed

PAGE = (PROJECT / "docs" / "production.md").read_text()
SETUP, *LOOKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_of_the_production_page_works_as_it_stands(stack: Stack, tmp_path: Path, look: str) -> None:
    done = typed(f"{SETUP}\n{look}", environment_of(stack, tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_the_page_counts_the_cost_of_every_alarm(stack: Stack) -> None:
    prefix = str(stack.outputs["post_confirmation_function_name"]).removesuffix("post-confirmation")
    pages = stack.client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix)
    alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
    assert f"CloudWatch, {len(alarms)} alarms" in PAGE
