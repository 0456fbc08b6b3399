"""The Lambda function that the trigger rules put behind a pool; BEHAVIOUR chooses what it does."""

from __future__ import annotations

import json
import os
import time
from typing import Any

import boto3


def handler(event: dict[str, Any], _context: object) -> Any:
    return _BEHAVIOURS[os.environ["BEHAVIOUR"]](event)


def _record(event: dict[str, Any]) -> dict[str, Any]:
    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=json.dumps(event))
    return event


def _record_and_raise(event: dict[str, Any]) -> dict[str, Any]:
    _record(event)
    raise ValueError("refused by the function")


def _sleep_past_cognito(event: dict[str, Any]) -> dict[str, Any]:
    time.sleep(7)
    return event


def _record_and_sleep(event: dict[str, Any]) -> dict[str, Any]:
    _record(event)
    return _sleep_past_cognito(event)


def _return_nothing(_event: dict[str, Any]) -> None:
    return None


def _return_text(_event: dict[str, Any]) -> str:
    return "no event"


def _confirm(event: dict[str, Any]) -> dict[str, Any]:
    event["response"]["autoConfirmUser"] = True
    return event


def _confirm_and_verify(event: dict[str, Any]) -> dict[str, Any]:
    event["response"]["autoConfirmUser"] = True
    event["response"]["autoVerifyEmail"] = True
    return event


def _claim(event: dict[str, Any]) -> dict[str, Any]:
    event["response"]["claimsOverrideDetails"] = {
        "claimsToAddOrOverride": {"added_by": event["triggerSource"]},
        "claimsToSuppress": ["name"],
    }
    return event


def _groups(event: dict[str, Any]) -> dict[str, Any]:
    event["response"]["claimsOverrideDetails"] = {"groupOverrideDetails": {"groupsToOverride": ["Invented"]}}
    return event


_BEHAVIOURS = {
    "records": _record,
    "records and raises": _record_and_raise,
    "records and sleeps": _record_and_sleep,
    "sleeps": _sleep_past_cognito,
    "returns nothing": _return_nothing,
    "returns text": _return_text,
    "confirms": _confirm,
    "confirms and verifies": _confirm_and_verify,
    "adds a claim": _claim,
    "replaces the groups": _groups,
}
