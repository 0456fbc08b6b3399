"""A log line is one line of inert text, whoever logs it and whatever a request has brought into it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from cognito_emulator.log_records import log_inertly

HOSTILE = "Ada\x1b[2J\n2026-01-01 WARNING forged\u202e"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a plain handler writes, as MiniStack's own does."""
    written, logger, factory = io.StringIO(), logging.getLogger("cognito"), logging.getLogRecordFactory()
    handler = logging.StreamHandler(written)
    logger.addHandler(handler)
    log_inertly()
    yield written
    logging.setLogRecordFactory(factory)
    logger.removeHandler(handler)


def test_a_message_stays_one_inert_line(log: io.StringIO) -> None:
    logging.getLogger("cognito").warning("user %s is unknown", HOSTILE)
    assert log.getvalue() == "user Ada\\x1b[2J\\n2026-01-01 WARNING forged\\u202e is unknown\n"


def test_an_exceptions_text_is_inert_below_its_message(log: io.StringIO) -> None:
    logging.getLogger("cognito").error("failed", exc_info=ValueError(HOSTILE))
    assert log.getvalue().startswith("failed\nValueError: Ada\\x1b[2J\n")
    assert "\x1b" not in log.getvalue()
    assert "\u202e" not in log.getvalue()
