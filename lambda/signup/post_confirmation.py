"""The PostConfirmation trigger: what is acted on, what is let pass, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from signup.aws_call import SIGN_UP_SECONDS
from signup.deadline import Deadline
from signup.errors import AwsCallError, RepairNotQueuedError, SignUpError
from signup.event import CONFIRM_SIGN_UP, SignUp, parse_sign_up, trigger_source
from signup.failure_log import log_failure
from signup.profile import as_timestamp
from signup.proof import POST_CONFIRMATION
from signup.repair_queue import RepairRequest, SendsMessages, queue_repair
from signup.terms import Acceptance, acceptance_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.logging import Logger
    from aws_lambda_powertools.metrics import Metrics

    from signup.onboarding import Onboarding

    Event = dict[str, Any]
    Handler = Callable[[Event, object], Event]


def post_confirmation_handler(
    onboarding: Onboarding, sqs: Callable[[], SendsMessages], logger: Logger, metrics: Metrics
) -> Handler:
    """Return a Lambda handler that returns its event as it came, or raises SignUpError.

    Cognito fires this trigger for a confirmed password reset too, which is no sign-up: only
    PostConfirmation_ConfirmSignUp is acted on. Cognito calls it up to three times within one confirmation and
    never later, so what fails for a reason that may pass goes to the repair queue, and the person gets in.
    Logs carry `sub` and the trigger source, nothing personal.
    """
    trigger = _Trigger(onboarding, sqs, logger, partial(metrics.add_metric, unit="Count", value=1))

    # The event is personal data: log_event=False outweighs POWERTOOLS_LOGGER_LOG_EVENT.
    @logger.inject_lambda_context(log_event=False, clear_state=True)
    @metrics.log_metrics
    def handle(event: Event, _context: object) -> Event:
        try:
            trigger.handle(event)
        except SignUpError as error:
            trigger.count(error.counter)
            log_failure(error, logger)
            raise
        return event

    return handle


@dataclass(frozen=True, slots=True)
class _Trigger:
    onboarding: Onboarding
    sqs: Callable[[], SendsMessages]
    logger: Logger
    count: Callable[[str], None]

    def handle(self, event: Event) -> None:
        deadline = Deadline.after(SIGN_UP_SECONDS, self.onboarding.clock)
        source = trigger_source(event)
        self.logger.append_keys(trigger_source=source)
        if source != CONFIRM_SIGN_UP:
            self.count("EventIgnored")
            self.logger.info("Ignored: not a sign-up")
            return
        sign_up = parse_sign_up(event)
        self.logger.append_keys(sub=sign_up.sub)
        terms, clock = self.onboarding.settings.terms, self.onboarding.clock
        acceptance = acceptance_of(event, terms, lambda: as_timestamp(clock.now()))
        self._complete(sign_up, acceptance, deadline)

    def _complete(self, sign_up: SignUp, acceptance: Acceptance | None, deadline: Deadline) -> None:
        try:
            self.onboarding.complete(sign_up, self.count, deadline, acceptance)
        except AwsCallError as failure:
            if not failure.transient:
                raise
            self._leave_to_repair(sign_up, acceptance, failure)
        else:
            self.logger.info("Sign-up completed")

    def _leave_to_repair(self, sign_up: SignUp, acceptance: Acceptance | None, failure: AwsCallError) -> None:
        request = RepairRequest(
            sign_up.user_pool_id, sign_up.username, sign_up.sub, str(failure), POST_CONFIRMATION, acceptance
        )
        queue_url = self.onboarding.settings.repair_queue_url
        try:
            queue_repair(request, queue_url, self.sqs, self.onboarding.clock)
        except AwsCallError as queue_failure:
            raise RepairNotQueuedError(failure, queue_failure) from None
        self.count("RepairQueued")
        log_failure(failure, self.logger, "Left to the repair queue")
