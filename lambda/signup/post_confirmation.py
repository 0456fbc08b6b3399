"""The PostConfirmation trigger: what is acted on, what is let pass, and what is told of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from signup.errors import AwsCallError, SignUpError
from signup.event import CONFIRM_SIGN_UP, parse_sign_up, trigger_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.logging import Logger
    from aws_lambda_powertools.metrics import Metrics

    from signup.onboarding import Onboarding

    Event = dict[str, Any]
    Handler = Callable[[Event, object], Event]


def post_confirmation_handler(onboarding: Onboarding, logger: Logger, metrics: Metrics) -> Handler:
    """Return a Lambda handler that returns its event as it came, or raises SignUpError.

    Cognito fires this trigger for a confirmed password reset too, which is no sign-up: only
    PostConfirmation_ConfirmSignUp is acted on. Logs carry `sub` and the trigger source, nothing personal.
    """
    count = partial(metrics.add_metric, unit="Count", value=1)

    # The event is personal data: log_event=False outweighs POWERTOOLS_LOGGER_LOG_EVENT.
    @logger.inject_lambda_context(log_event=False, clear_state=True)
    @metrics.log_metrics
    def handle(event: Event, _context: object) -> Event:
        try:
            _handle(event, onboarding, logger, count)
        except SignUpError as error:
            count(error.counter)
            _log_failure(error, logger)
            raise
        return event

    return handle


def _handle(event: Event, onboarding: Onboarding, logger: Logger, count: Callable[[str], None]) -> None:
    source = trigger_source(event)
    logger.append_keys(trigger_source=source)
    if source != CONFIRM_SIGN_UP:
        count("EventIgnored")
        logger.info("Ignored: not a sign-up")
        return
    sign_up = parse_sign_up(event)
    logger.append_keys(sub=sign_up.sub)
    onboarding.complete(sign_up, count)
    logger.info("Sign-up completed")


def _log_failure(error: SignUpError, logger: Logger) -> None:
    details: dict[str, object] = {"error": type(error).__name__}
    if isinstance(error, AwsCallError):
        details |= {"operation": error.operation, "code": error.code, "transient": error.transient}
    logger.error(str(error), extra=details)
