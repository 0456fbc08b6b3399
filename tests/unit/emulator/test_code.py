"""A code is six digits that stand alone."""

from __future__ import annotations

import pytest

from cognito_emulator.cognito.messages.code import code_in


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your code is 012345.", "012345"),
        ("x123456y", "123456"),
        ("1234567 is none, 654321 is", "654321"),
        ("12345", ""),
        ("", ""),
    ],
)
def test_the_first_six_digits_that_stand_alone_are_the_code(text: str, code: str) -> None:
    assert code_in(text) == code
