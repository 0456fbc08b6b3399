"""The handlers log at the higher of Lambda's level and the operator's, in lines that do a reader nothing."""

from __future__ import annotations

import io
import json
import logging
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signup.log_level import handler_logger

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@pytest.mark.parametrize(
    ("by_lambda", "by_operator", "level"),
    [
        (None, None, logging.INFO),
        ("INFO", "WARNING", logging.WARNING),
        ("INFO", "ERROR", logging.ERROR),
        ("WARN", "INFO", logging.WARNING),
        ("FATAL", "INFO", logging.CRITICAL),
        (None, "ERROR", logging.ERROR),
        ("ERROR", None, logging.ERROR),
        ("TRACE", "INFO", logging.INFO),
        ("DEBUG", "no level at all", logging.INFO),
    ],
)
def test_the_higher_of_lambdas_level_and_the_operators_counts(
    by_lambda: str | None, by_operator: str | None, level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_by = {"AWS_LAMBDA_LOG_LEVEL": by_lambda, "POWERTOOLS_LOG_LEVEL": by_operator}
    environment = {name: value for name, value in set_by.items() if value is not None}
    # what Powertools reads for itself; it would warn of the operator's level where that is the lower one
    monkeypatch.delenv("POWERTOOLS_LOG_LEVEL", raising=False)
    monkeypatch.setenv("AWS_LAMBDA_LOG_LEVEL", by_lambda or "INFO")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", uuid.uuid4().hex)  # loggers are kept by this name

    logger = handler_logger(environment)

    assert logging.getLogger(logger.name).getEffectiveLevel() == level


def test_above_info_a_success_is_not_logged_and_a_failure_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_LOG_LEVEL", "INFO")
    monkeypatch.setenv("POWERTOOLS_LOG_LEVEL", "ERROR")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", uuid.uuid4().hex)

    logger = handler_logger({"AWS_LAMBDA_LOG_LEVEL": "INFO", "POWERTOOLS_LOG_LEVEL": "ERROR"})
    logger.info("Sign-up completed")
    logger.error("Sign-up failed")

    written = capsys.readouterr().out
    assert "Sign-up failed" in written
    assert "Sign-up completed" not in written


@given(sub=ANY_TEXT, said=ANY_TEXT)
@example(sub="\x1b[2J\x9b31m\x7f\u202e\u2066\u200b", said="done\r\nforged\u2028\ud800")
def test_whatever_is_logged_is_one_line_of_json_in_printable_ascii(sub: str, said: str) -> None:
    written = io.StringIO()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("POWERTOOLS_SERVICE_NAME", uuid.uuid4().hex)
        logger = handler_logger({})
    handler = logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    # what pytest captures is sent from process to process, which a lone surrogate cannot be
    logging.getLogger(logger.name).propagate = False
    logger.append_keys(sub=sub)
    logger.info(f"Repair {said}")
    line = written.getvalue().removesuffix("\n")
    assert line.isascii()
    assert line.isprintable()
    assert (json.loads(line)["sub"], json.loads(line)["message"]) == (sub, f"Repair {said}")
