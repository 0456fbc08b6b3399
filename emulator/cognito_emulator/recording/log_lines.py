"""The engine's log of what it has done: a line a call, and what functions write. Nothing personal but theirs.

A function's own lines are whatever it writes: what it says of people is its author's to decide.
"""

from __future__ import annotations

import logging
import sys

from cognito_emulator.recording.step import Step

logger = logging.getLogger("cognito_emulator.calls")
_LINE = "%(asctime)s %(message)s"
_TIME = "%Y-%m-%dT%H:%M:%S"


def log_calls(level: str) -> None:
    """Write these lines to standard output where `level` is info or debug, whatever others log."""
    logger.propagate = False
    logger.setLevel(logging.INFO if level in ("info", "debug") else logging.CRITICAL)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter(_LINE, _TIME))
    logger.handlers = [handler]


def log_call(step: Step) -> None:
    """Service, operation, status, milliseconds, request id."""
    logger.info("%s %s %d %.0f ms %s", step.service, step.name, step.status, step.ms or 0.0, step.request_id)


def log_function(step: Step) -> None:
    """How a function's run went, and each line that it has written."""
    if not logger.isEnabledFor(logging.INFO):
        return
    ended = step.error or "ok"
    start = "cold" if step.is_cold else "warm"
    logger.info("lambda %s %s %.0f ms %s", step.name, ended, step.ms or 0.0, start)
    for line in step.log.splitlines():
        logger.info("lambda %s | %s", step.name, line)
