"""Which resource-based policies let a user pool invoke a function."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.cognito.triggers.resource_policy import Invocation, allows

POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example00"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:welcome"
INVOCATION = Invocation(FUNCTION, POOL, account="123456789012")
ALLOW: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"Service": "cognito-idp.amazonaws.com"},
    "Action": "lambda:InvokeFunction",
    "Resource": FUNCTION,
}


def _allows(*statements: object) -> bool:
    return allows({"Version": "2012-10-17", "Statement": list(statements)}, INVOCATION)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"Principal": "*"},
        {"Principal": {"Service": ["s3.amazonaws.com", "cognito-idp.amazonaws.com"]}},
        {"Action": "lambda:*"},
        {"Action": ["lambda:GetFunction", "lambda:invokefunction"]},
        {"Condition": {"ArnLike": {"AWS:SourceArn": POOL}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:*:123456789012:userpool/*"}}},
        {"Condition": {"ArnEquals": {"AWS:SourceArn": ["arn:aws:s3:::other", POOL]}}},
        {"Condition": {"StringLike": {"AWS:SourceArn": "arn:aws:cognito-idp:us-east-?:*"}}},
        {
            "Condition": {
                "ArnLike": {"AWS:SourceArn": POOL},
                "StringEquals": {"AWS:SourceAccount": "123456789012"},
            }
        },
    ],
)
def test_a_statement_that_fits_allows(change: dict[str, object]) -> None:
    assert _allows(ALLOW | change)


@pytest.mark.parametrize(
    "change",
    [
        {"Effect": "Deny"},
        {"Effect": None},
        {"Principal": {"Service": "s3.amazonaws.com"}},
        {"Principal": {"AWS": "123456789012"}},
        {"Principal": None},
        {"Action": "lambda:InvokeFunctionUrl"},
        {"Action": []},
        {"Resource": FUNCTION + ":live"},
        {"Resource": FUNCTION + "-2"},
        {"Condition": {"ArnLike": {"AWS:SourceArn": POOL + "1"}}},
        {"Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:*"}}},
        {"Condition": {"ArnEquals": {"AWS:SourceArn": "*"}}},
        {"Condition": {"StringEquals": {"AWS:SourceArn": "arn:aws:cognito-idp:*"}}},
        {"Condition": {"StringEquals": {"AWS:SourceAccount": "999999999999"}}},
        {"Condition": {"StringEquals": {"AWS:SourceAccount": "123456789012", "aws:PrincipalOrgID": "o-1"}}},
        {"Condition": {"ForAnyValue:ArnLike": {"AWS:SourceArn": POOL}}},
        {"Condition": {"StringEquals": []}},
        {"Condition": "none"},
    ],
)
def test_a_statement_that_does_not_fit_allows_nothing(change: dict[str, object]) -> None:
    assert not _allows(ALLOW | change)


def test_a_denial_wins_whatever_is_allowed() -> None:
    assert not _allows(ALLOW, ALLOW | {"Effect": "Deny"})
    assert not _allows(ALLOW | {"Effect": "Deny"}, ALLOW)


def test_a_denial_for_somebody_else_does_not_count() -> None:
    assert _allows(ALLOW, ALLOW | {"Effect": "Deny", "Principal": {"Service": "s3.amazonaws.com"}})


def test_a_single_statement_needs_no_list() -> None:
    assert allows({"Statement": ALLOW}, INVOCATION)


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(policy=st.dictionaries(st.sampled_from(["Version", "Statement", "Id"]), JSON))
def test_whatever_a_policy_holds_it_is_judged_and_what_is_no_statement_allows_nothing(
    policy: dict[str, Any],
) -> None:
    assert not allows(policy, INVOCATION)


@given(operator=st.text(), key=st.text(), value=JSON)
def test_a_condition_that_is_not_known_never_holds(operator: str, key: str, value: object) -> None:
    assert not _allows(ALLOW | {"Condition": {operator + "?": {key: value}}})
