"""The handlers' logger, at the level that an operator has set.

Where a function logs in JSON, Lambda sets AWS_LAMBDA_LOG_LEVEL, and Powertools then takes that level alone:
POWERTOOLS_LOG_LEVEL, Terraform's log_level, would do nothing. Lambda's own cannot be raised in its place:
above INFO Lambda drops the metrics, whose lines carry no level. So the higher of both counts.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.logging import Logger

if TYPE_CHECKING:
    from collections.abc import Mapping

LAMBDA = "AWS_LAMBDA_LOG_LEVEL"
POWERTOOLS = "POWERTOOLS_LOG_LEVEL"
# Lambda's names and Powertools' in one: each knows some that the other does not
LEVELS = {
    "TRACE": logging.DEBUG,
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARN": logging.WARNING,
    "WARNING": logging.WARNING,
    "ERROR": logging.ERROR,
    "FATAL": logging.CRITICAL,
    "CRITICAL": logging.CRITICAL,
}


def handler_logger(environment: Mapping[str, str]) -> Logger:
    """Return Powertools' logger at the higher of the two levels; a name that is none counts as INFO."""
    logger = Logger(utc=True, json_serializer=_as_ascii)
    # Powertools' own setLevel asks for Lambda's level first; the logger beneath it does as it is told
    logging.getLogger(logger.name).setLevel(max(_level(environment, LAMBDA), _level(environment, POWERTOOLS)))
    return logger


def _as_ascii(record: dict[str, Any]) -> str:
    """As JSON of printable ASCII: what a forged event or message says of itself does nothing to a reader."""
    return json.dumps(record, default=str, separators=(",", ":"))


def _level(environment: Mapping[str, str], variable: str) -> int:
    return LEVELS.get(environment.get(variable, "").upper(), logging.INFO)
