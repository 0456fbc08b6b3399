"""What the runbook's queries and the filters behind the alarms find in a function's log.

The lines are as Lambda writes them in JSON: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
"""

from __future__ import annotations

import json
import re
from typing import Any

import hcl2
import pytest

from scripts.paths import PROJECT, TERRAFORM
from tests.filter_patterns import matches

RUNBOOK = (PROJECT / "docs" / "runbook.md").read_text()


def report(status: str = "success", duration: float = 120.0, init: float | None = None) -> str:
    metrics = {"durationMs": duration, "billedDurationMs": duration + (init or 0.0), "memorySizeMB": 512}
    if init is not None:
        metrics["initDurationMs"] = init
    return json.dumps({"type": "platform.report", "record": {"status": status, "metrics": metrics}})


WARM = report()
COLD_AND_LATE = report(duration=4200.0, init=1100.0)
TIMED_OUT = report(status="timeout", duration=5000.0)
CRASHED = report(status="error", duration=30.0)
FAILED = json.dumps({"level": "ERROR", "errorType": "SettingsError", "errorMessage": "is not set"})
DONE = json.dumps({"level": "INFO", "message": "Sign-up completed"})
PLAIN = "INIT_START Runtime Version: python:3.13"
ALL = (WARM, COLD_AND_LATE, TIMED_OUT, CRASHED, FAILED, DONE, PLAIN)


def section(heading: str) -> str:
    return RUNBOOK.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def patterns(text: str) -> list[str]:
    return re.findall(r"--filter-pattern '(\{[^']*\})'", text)


def found(pattern: str) -> set[str]:
    return {line for line in ALL if matches(pattern, line)}


@pytest.mark.parametrize(
    ("heading", "finds"),
    [
        ("Errors of the repair function", {TIMED_OUT, CRASHED, FAILED}),
        ("Too late", {COLD_AND_LATE, TIMED_OUT}),
        ("Errors of the PostConfirmation function", {FAILED}),
    ],
)
def test_a_query_of_the_runbook_finds_what_its_section_is_about(heading: str, finds: set[str]) -> None:
    assert patterns(section(heading))
    for pattern in patterns(section(heading)):
        assert found(pattern) == finds


def test_the_slow_calls_of_a_trigger_are_found_with_their_cold_starts() -> None:
    slow = [pattern for pattern in patterns(section("Time of a trigger")) if "platform.report" in pattern]
    assert [found(pattern) for pattern in slow] == [{COLD_AND_LATE, TIMED_OUT}] * 2


def test_the_alarm_of_triggers_counts_who_was_too_late_for_cognito() -> None:
    assert found(filters()["trigger_too_late"]) == {COLD_AND_LATE, TIMED_OUT}


def test_the_time_of_a_trigger_is_that_of_every_call() -> None:
    assert found(filters()["trigger_time"]) == {WARM, COLD_AND_LATE, TIMED_OUT, CRASHED}


def filters() -> dict[str, str]:
    """The pattern of each metric filter in Terraform, its one number put in: 5 seconds."""
    resources = hcl2.loads((TERRAFORM / "trigger_time.tf").read_text())["resource"]
    named: list[Any] = [
        each['"aws_cloudwatch_log_metric_filter"'] for each in resources if each_is_filter(each)
    ]
    return {
        name.strip('"'): _plain(body["pattern"])
        for each in named
        for name, body in each.items()
        if not name.startswith("__")
    }


def each_is_filter(resource: Any) -> bool:
    return '"aws_cloudwatch_log_metric_filter"' in resource


def _plain(pattern: str) -> str:
    text = pattern.strip('"').replace('\\"', '"')
    return re.sub(r"\$\{local\.trigger_timeout \* 1000\}", "5000", text)
