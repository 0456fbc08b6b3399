"""A CloudTrail trail that is logging, which AWS needs to tell EventBridge of a call to Cognito."""

from __future__ import annotations

import pytest

from scripts.stack.trail import start_trail
from scripts.stack_file import Stack


def require_logging_trail(stack: Stack) -> None:
    """The one that `make up` starts on an engine of this project, elsewhere the account's; skips without."""
    if start_trail(stack):
        return
    cloudtrail = stack.client("cloudtrail")
    trails = cloudtrail.describe_trails()["trailList"]
    if not any(cloudtrail.get_trail_status(Name=trail["TrailARN"])["IsLogging"] for trail in trails):
        pytest.skip("no trail of this account and Region is logging management events")
