"""Events for each handler: those that AWS sends, those with a part changed, and anything that is JSON.

The documented shapes are those of tests/unit/trigger_events.py and, for SQS,
https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
"""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

from tests.unit.trigger_events import confirm_forgot_password, confirm_sign_up

# Text that has broken parsers before, beside what Hypothesis thinks of.
ODD_TEXT = st.sampled_from(
    [
        *("", " ", "Admin", "admin", "Admin ", "Doctor,Admin", "*", "null", "[]", "' OR '1'='1"),
        *("\x00", "\ud800", "\u0410dmin", "\uff21\uff44\uff4d\uff49\uff4e", "Admin\u200b", "x" * 2_049),
        *('{"S": "x"}', "attribute_not_exists(user_id)"),
    ]
)
TEXT = st.text(max_size=20) | ODD_TEXT
ODD_NUMBERS = st.sampled_from([float("inf"), float("-inf"), float("nan"), 10**400, -1, True])
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ODD_NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
_SOURCES = ["PreSignUp_SignUp", "PreSignUp_AdminCreateUser", "PreSignUp_ExternalProvider"]
_SOURCES += [
    "PostConfirmation_ConfirmSignUp",
    "PostConfirmation_ConfirmForgotPassword",
    "",
    "TokenGeneration",
]
_TERMS = st.just("2026-03") | TEXT
_USER_TYPES = st.sampled_from(["Doctor", "Patient", "Admin", "Nurse"]) | TEXT


def trigger_events() -> st.SearchStrategy[Any]:
    """What Cognito sends, with the values that people choose; the same with up to two parts changed."""
    whole = st.builds(_cognito_event, st.sampled_from(_SOURCES), _USER_TYPES, TEXT, _TERMS, st.booleans())
    return whole | st.builds(_changed, whole, _changes(_paths(confirm_sign_up()))) | JSON


def queue_events() -> st.SearchStrategy[Any]:
    """Batches of up to three messages; the same with parts changed, in the record and in the body."""
    bodies = st.builds(_body, _changes([(key,) for key in _message()])) | JSON.map(json.dumps) | TEXT | DEEP
    records = st.builds(_record, bodies, st.integers(0, 9))
    odd = st.builds(_changed, records, _changes(_paths(_record("{}", 1))))
    batches = st.lists(records | odd, max_size=3).map(lambda found: {"Records": found})
    return batches | st.builds(_changed, batches, _changes([("Records",), ("Records", 0)])) | JSON


def _cognito_event(source: str, user_type: str, name: str, terms_version: str, reset: bool) -> dict[str, Any]:
    event = (
        confirm_forgot_password()
        if reset
        else confirm_sign_up(**{"custom:user_type": user_type, "name": name})
    )
    request = {**event["request"], "clientMetadata": {"terms_version": terms_version}}
    return {**event, "triggerSource": source, "request": request} if not reset else event


def _message() -> dict[str, str]:
    event = confirm_sign_up()
    user = event["request"]["userAttributes"]["sub"]
    return {
        "user_pool_id": event["userPoolId"],
        "username": user,
        "user_id": user,
        "reason": "it was slow",
        "proof": "PostConfirmation",
        "terms_version": "2026-03",
        "terms_accepted_at": "2026-03-01T12:00:00.000Z",
        "terms_source": "ConfirmSignUp",
    }


def _body(changes: list[tuple[tuple[Any, ...], Any]]) -> str:
    return json.dumps(_changed(_message(), changes))


def _record(body: str, receives: int) -> dict[str, Any]:
    return {
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
        "receiptHandle": "one-of-these-is-long-and-opaque",
        "body": body,
        "attributes": {"ApproximateReceiveCount": str(receives), "SentTimestamp": "1545082649183"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "awsRegion": "eu-central-1",
    }


def _changes(paths: list[tuple[Any, ...]]) -> st.SearchStrategy[list[tuple[tuple[Any, ...], Any]]]:
    return st.lists(st.tuples(st.sampled_from(paths), st.just(_LEFT_OUT) | JSON), max_size=2)


DEEP = st.just("[" * 20_000)
_LEFT_OUT = object()


def _changed(event: Any, changes: list[tuple[tuple[Any, ...], Any]]) -> Any:
    event = copy.deepcopy(event)
    for path, value in changes:
        _put(event, path, value)
    return event


def _put(parent: Any, path: tuple[Any, ...], value: Any) -> None:
    *way, last = path
    try:
        for step in way:
            parent = parent[step]
        if value is _LEFT_OUT:
            del parent[last]
        else:
            parent[last] = value
    except (KeyError, IndexError, TypeError):
        return  # an earlier change has taken the place away


def _paths(event: dict[str, Any], above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = [
        path
        for key, value in event.items()
        if isinstance(value, dict)
        for path in _paths(value, (*above, key))
    ]
    return [*((*above, key) for key in event), *inner]
