"""A CloudTrail trail that is logging, which AWS needs to tell EventBridge of a call to Cognito."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from scripts.stack_file import Stack

OF_THIS_PROJECT = ("embedded", "container")


@contextmanager
def logging_trail(stack: Stack) -> Iterator[None]:
    """One of its own on the engines of this project, elsewhere the account's; skips where there is none."""
    cloudtrail = stack.client("cloudtrail")
    if stack.engine not in OF_THIS_PROJECT:
        if not _is_logging(cloudtrail):
            pytest.skip("no trail of this account and Region is logging management events")
        yield
        return
    name = f"trail-{uuid.uuid4().hex}"
    cloudtrail.create_trail(Name=name, S3BucketName="trail")
    cloudtrail.start_logging(Name=name)
    try:
        yield
    finally:
        cloudtrail.delete_trail(Name=name)


def _is_logging(cloudtrail: Any) -> bool:
    trails = cloudtrail.describe_trails()["trailList"]
    return any(cloudtrail.get_trail_status(Name=trail["TrailARN"])["IsLogging"] for trail in trails)
