"""What takes long is made once for all tests, when the first asks, and so is a skip."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def once(make: Callable[[], Made]) -> Callable[[], Made]:
    """Gives what the first call has made; where that has skipped, each call skips for the same reason."""
    made: list[Made] = []
    reasons: list[str] = []

    def get() -> Made:
        if reasons:
            pytest.skip(reasons[0])
        if not made:
            try:
                made.append(make())
            except pytest.skip.Exception as skipped:
                reasons.append(str(skipped))
                raise
        return made[0]

    return get
