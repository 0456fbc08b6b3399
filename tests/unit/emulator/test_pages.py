"""Tokens of the next page: whatever comes in their stead is refused, and pages together are the whole."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.operations.pages import page_of, position_of, token_of, with_token

# what pytest captures is sent from process to process, which a lone surrogate cannot be
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ANYTHING = st.one_of(
    TEXT,
    st.binary().map(lambda content: base64.urlsafe_b64encode(content).decode()),
    st.integers().map(token_of),
    TEXT.map(token_of),
)


def is_refused(token: str, default: Any) -> bool:
    try:
        position_of(token, default)
    except AwsError as error:
        return (error.code, error.message) == (
            "InvalidParameterException",
            "Invalid pagination token given.",
        )
    return False


@given(st.integers(0, 2**63 - 1))
def test_a_position_comes_back_from_its_token(position: int) -> None:
    assert position_of(token_of(position), 0) == position


@given(TEXT)
def test_a_name_comes_back_from_its_token(name: str) -> None:
    assert position_of(token_of(name), "") == name


@pytest.mark.parametrize("token", [None, ""])
def test_no_token_is_the_first_page(token: str | None) -> None:
    assert (position_of(token, 0), position_of(token, "")) == (0, "")


@given(ANYTHING)
@example(token_of(2**63))  # more than a row can have
@example(token_of(-5))
@example(token_of("\u0665"))  # a digit, for Python
@example(token_of("1_0"))
@example(token_of("9" * 5000))
def test_a_token_that_was_not_given_out_is_refused(token: str) -> None:
    if token and not is_refused(token, 0):
        position = position_of(token, 0)
        assert token_of(position) == token
        assert 0 <= position < 2**63
    if token and not is_refused(token, ""):
        assert token_of(position_of(token, "")) == token


@given(st.lists(st.integers(), max_size=20), st.integers(1, 7))
def test_pages_put_together_are_the_whole(items: list[int], limit: int) -> None:
    seen: list[int] = []
    token: str | None = None
    while True:
        page, token = page_of(items, position_of(token, 0), limit)
        assert len(page) <= limit
        seen += page
        if token is None:
            break
    assert seen == items


def test_the_last_page_has_no_token_at_all() -> None:
    assert with_token({"Groups": []}, "NextToken", None) == {"Groups": []}
    assert with_token({"Groups": []}, "NextToken", "t") == {"Groups": [], "NextToken": "t"}
