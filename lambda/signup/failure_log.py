"""What a log line says of a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signup.errors import AwsCallError

if TYPE_CHECKING:
    from aws_lambda_powertools.logging import Logger

    from signup.errors import SignUpError


def log_failure(error: SignUpError, logger: Logger, mended_by: str | None = None) -> None:
    """Log the failure as an error, or as a warning where `mended_by` says who still does the work."""
    details: dict[str, object] = {"error": type(error).__name__}
    if isinstance(error, AwsCallError):
        details |= {"operation": error.operation, "code": error.code, "transient": error.transient}
    if mended_by:
        logger.warning(f"{mended_by}: {error}", extra=details)
    else:
        logger.error(str(error), extra=details)
