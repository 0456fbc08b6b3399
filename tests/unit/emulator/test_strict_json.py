"""JSON that came from outside is a value that can be kept and written again, or a ValueError."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.strict_json import parsed

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3)
)


@given(VALUES)
def test_what_python_has_written_is_read_as_it_was(value: Any) -> None:
    assert parsed(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"NaN",
        b"[Infinity]",
        b'"\\ud800"',
        pytest.param(b"[" * 100_000, id="lists too deep"),
        pytest.param(b'{"a":' * 100_000, id="objects too deep"),
    ],
)
def test_what_others_cannot_read_or_keep_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parsed(content)


@given(st.binary())
def test_any_bytes_are_a_value_or_a_value_error(content: bytes) -> None:
    try:
        value = parsed(content)
    except ValueError:
        return
    json.dumps(value, ensure_ascii=False).encode()
