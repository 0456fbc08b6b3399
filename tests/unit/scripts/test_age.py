"""How old something is, in one unit."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from scripts.operator.age import age_of

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("passed", "age"),
    [
        (timedelta(), "0 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=400), "400 d"),
        (timedelta(seconds=-5), "0 min"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(passed: timedelta, age: str) -> None:
    assert age_of((NOW - passed).isoformat(), NOW) == age


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-03-01T12:00:00"])
def test_what_is_no_moment_in_a_time_zone_has_no_age(moment: str) -> None:
    assert age_of(moment, NOW) == "?"
