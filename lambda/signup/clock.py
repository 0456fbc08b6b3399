"""Time, passed in where it is needed, so that a test can hold it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True, slots=True)
class Clock:
    """`now` is aware and in UTC; `monotonic` and `sleep` are in seconds."""

    now: Callable[[], datetime] = utc_now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
