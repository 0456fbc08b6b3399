"""The clock that a handler runs on."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from signup.clock import Clock


def test_now_is_now_in_utc() -> None:
    now = Clock().now()

    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(timezone.utc) - now) < timedelta(minutes=1)
