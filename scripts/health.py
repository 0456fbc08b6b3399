"""Whether an engine answers, and how long one that does not yet is waited for."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from scripts import loopback
from scripts.console import error_console
from scripts.listening import listens

HEALTH_PATH = "/_localstack/health"
ANSWER_SECONDS = 2
PATIENCE_SECONDS = 30
POLL_SECONDS = 0.05


def answers(endpoint_url: str, ca_bundle: str | None = None) -> bool:
    """Whether the health page that MiniStack and LocalStack share is there."""
    try:
        page = loopback.get(f"{endpoint_url}{HEALTH_PATH}", seconds=ANSWER_SECONDS, ca_bundle=ca_bundle)
    except httpx.HTTPError:
        return False
    return page.status_code == 200


def answers_in_time(
    endpoint_url: str, is_there: Callable[[], bool] | None = None, ca_bundle: str | None = None
) -> bool:
    """Whether an engine answers; one that is there and silent gets 30 s, and the screen says so.

    A slow second (a sleeping laptop, a busy disk, a debugger) is no death. ``is_there`` says whether it is
    worth waiting; without it, whether something accepts connections at the endpoint.
    """
    still_there = is_there or (lambda: listens(endpoint_url, ANSWER_SECONDS))
    if answers(endpoint_url, ca_bundle):
        return True
    if not still_there():
        return False
    what = f"The engine at {endpoint_url} is alive but does not answer yet"
    error_console.print(f"[yellow]…[/] {what}: waiting, {PATIENCE_SECONDS} s at most.", soft_wrap=True)
    wait_until(lambda: answers(endpoint_url, ca_bundle) or not still_there(), PATIENCE_SECONDS)
    return answers(endpoint_url, ca_bundle)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for a condition, for so long at most; says whether it came true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(POLL_SECONDS)
    return condition()
