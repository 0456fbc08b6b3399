"""Whether somebody in the pool has signed up: CONFIRMED is also whom an administrator made or imported.

Cognito keeps no note of how a user came. The PreSignUp function does: it is called before there is a user,
and its log names each who signs up by their user name. A user is made within seconds of that, so only the
minutes around the creation are searched. What the log no longer has (`log_retention_in_days`) is for an
operator to decide: `make adopt`.
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from scripts.operator.pace import Pace
from scripts.stack_file import Stack

AROUND = timedelta(minutes=10)
SEARCHES_A_SECOND = Pace(5)


@dataclass(frozen=True)
class SignUpProof:
    """What PreSignUp's log says of a sign-up: when, and which version of the terms ("" for none)."""

    at: str
    terms_version: str = ""


def sign_up_proof(stack: Stack, username: str, created: datetime) -> SignUpProof | None:
    """What PreSignUp's log says of the user as one who signs up; None where it does not name them."""
    for entry in _entries(stack, username, created):
        if entry.get("signed_up") == username:
            moment = datetime.fromtimestamp(entry["_aws"]["Timestamp"] / 1000, timezone.utc)
            text = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            return SignUpProof(text, str(entry.get("terms_version", "")))
    return None


def _entries(stack: Stack, username: str, created: datetime) -> Iterator[dict[str, Any]]:
    pages = stack.client("logs").get_paginator("filter_log_events")
    SEARCHES_A_SECOND.wait()
    for page in pages.paginate(
        logGroupName=stack.outputs["pre_sign_up_log_group_name"],
        filterPattern=f'"{username}"',
        startTime=_milliseconds(created - AROUND),
        endTime=_milliseconds(created + AROUND),
    ):
        for event in page["events"]:
            for line in event["message"].splitlines():
                if username in line:
                    yield _parsed(line)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _parsed(line: str) -> dict[str, Any]:
    try:
        content = json.loads(line)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
