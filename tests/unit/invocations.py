"""A handler as Lambda invokes it, and what its log may say."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.trigger_events import EMAIL, METADATA, NAME, USERNAME

PERSONAL = (EMAIL, NAME, USERNAME, METADATA, "Surgeon-in-chief")
CONTEXT = SimpleNamespace(
    function_name="post-confirmation",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-central-1:123456789012:function:post-confirmation",
    aws_request_id="11111111-2222-3333-4444-555555555555",
)


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The metrics of one invocation, from the line in CloudWatch's embedded metric format."""
    (line,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]
    return {name: value for name, value in line.items() if name not in ("_aws", "service")}
