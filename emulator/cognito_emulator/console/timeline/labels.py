"""A step in a few words: what it did, to what, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.console.timeline.content import parsed
from cognito_emulator.recording.step import Kind, Step

_OBJECTS = (
    "GroupName",
    "TableName",
    "FunctionName",
    "AttributeName",
    "TopicArn",
    "AuthFlow",
    "ChallengeName",
)


def title_of(step: Step) -> str:
    if step.kind is Kind.MESSAGE:
        return f"{'Mail' if step.service == 'EMAIL' else 'Text'} to {step.name}"
    if step.kind is Kind.TRIGGER:
        return f"{step.name} trigger"
    return f"Function {step.name}" if step.kind is Kind.INVOCATION else step.name


def object_of(step: Step) -> str:
    """What a call is about: a group, a table, a queue."""
    if step.kind is Kind.TRIGGER:
        return str(parsed(step.request).get("triggerSource") or "")
    if step.kind not in (Kind.CALL, Kind.OPERATION):
        return ""
    request = parsed(step.request)
    if queue := request.get("QueueUrl"):
        return str(queue).rpartition("/")[2]
    return next((str(request[name]) for name in _OBJECTS if isinstance(request.get(name), str)), "")


def result_of(step: Step) -> str:
    """What came of it: tokens, a challenge, a sub; empty where it says no more than that it went well."""
    if step.has_failed or step.kind not in (Kind.CALL, Kind.OPERATION):
        return step.error
    answer = parsed(step.answer)
    if answer.get("AuthenticationResult") or answer.get("access_token"):
        return "tokens"
    if challenge := answer.get("ChallengeName"):
        return f"asks {challenge}"
    return _delivery(answer) or ("confirmed" if answer.get("UserConfirmed") is True else "")


def _delivery(answer: Mapping[str, Any]) -> str:
    details = answer.get("CodeDeliveryDetails")
    if not isinstance(details, dict):
        return ""
    return f"code by {details.get('DeliveryMedium')} to {details.get('Destination')}"
