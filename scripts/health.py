"""Whether an engine answers."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

HEALTH_PATH = "/_localstack/health"
POLL_SECONDS = 0.05


def answers(endpoint_url: str) -> bool:
    """Whether the health page that MiniStack and LocalStack share is there."""
    try:
        return httpx.get(f"{endpoint_url}{HEALTH_PATH}", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for a condition, for so long at most; says whether it came true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(POLL_SECONDS)
    return condition()
