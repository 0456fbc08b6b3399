"""The repair queue's consumer: a batch of messages, each repaired, or given back for later.

AdminAddUserToGroup has a quota of 25 a second for the account, which sign-ups need as well. The event source
mapping runs at most two batches at once, and each takes at least SECONDS_A_MESSAGE for a message:
2 / 0.2 s = 10 repairs a second at most, and 15 a second left for the trigger.

A batch is 5 messages: 5 x (MESSAGE_SECONDS 4.0 + VISIBILITY_SECONDS 1.5) = 27.5 s, and the
function has 30 s.
The queue shows a message again after six times that, as AWS advises, if the function dies over it.
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from signup.deadline import Deadline
from signup.errors import AwsCallError, MalformedEventError, SignUpError
from signup.failure_log import log_failure
from signup.repair_queue import RepairRequest, SetsVisibility, show_again

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.logging import Logger
    from aws_lambda_powertools.metrics import Metrics

    from signup.repair import Repair

    Handler = Callable[[object, object], dict[str, Any]]

NO_MESSAGES: Mapping[str, Any] = {"Records": []}
SECONDS_A_MESSAGE = 0.2
MESSAGE_SECONDS = 4.0
VISIBILITY_SECONDS = 1.5

# After the first, second … receive; the queue's fifth is the last before its dead-letter queue.
BACKOFF_SECONDS = (5, 20, 80, 320)


def repair_handler(repair: Repair, sqs: SetsVisibility, logger: Logger, metrics: Metrics) -> Handler:
    """Return a Lambda handler for SQS batches that reports the messages it could not finish.

    What may pass is tried again later and later; what cannot, at once, so that the dead-letter queue and its
    alarm have it soon. Raises MalformedEventError for what is no batch of SQS. Logs carry `user_id` alone.
    """
    batch = _Batch(repair, sqs, logger, partial(metrics.add_metric, unit="Count", value=1))

    def handle(event: object, context: object) -> dict[str, Any]:
        # whoever asks whether the function answers; Powertools warns where no metric comes of a call
        return {"batchItemFailures": []} if event == NO_MESSAGES else repair_all(event, context)

    @logger.inject_lambda_context(log_event=False, clear_state=True)
    @metrics.log_metrics
    def repair_all(event: object, _context: object) -> dict[str, Any]:
        failed = [record for record in batch.records(event) if not batch.repair_paced(record)]
        return {"batchItemFailures": [{"itemIdentifier": record.message_id} for record in failed]}

    return handle


@dataclass(frozen=True, slots=True)
class _Record:
    message_id: str
    receipt_handle: str
    receives: int
    body: str


@dataclass(frozen=True, slots=True)
class _Batch:
    repair: Repair
    sqs: SetsVisibility
    logger: Logger
    count: Callable[[str], None]

    def records(self, event: object) -> list[_Record]:
        """Read the batch before any of it is repaired. Raises MalformedEventError."""
        try:
            return _records(event)
        except MalformedEventError as error:
            self.count(error.counter)
            log_failure(error, self.logger)
            raise

    def repair_paced(self, record: _Record) -> bool:
        """Repair one person in no less than SECONDS_A_MESSAGE; whether the message is done with."""
        clock = self.repair.onboarding.clock
        begun = clock.monotonic()
        done = self._repair(record)
        clock.sleep(max(0.0, SECONDS_A_MESSAGE - (clock.monotonic() - begun)))
        return done

    def _repair(self, record: _Record) -> bool:
        self.logger.append_keys(receives=record.receives)
        self.logger.remove_keys(["user_id", "reason"])
        try:
            request = RepairRequest.from_json(record.body)
            self.logger.append_keys(user_id=request.user_id, reason=request.reason)
            deadline = Deadline.after(MESSAGE_SECONDS, self.repair.onboarding.clock)
            self.repair.complete(request, self.count, deadline)
        except SignUpError as error:
            self.count("RepairFailed")
            log_failure(error, self.logger, "Given back to the repair queue")
            self._show_again(record, error)
            return False
        self.logger.info("Repair done")
        return True

    def _show_again(self, record: _Record, error: SignUpError) -> None:
        transient = isinstance(error, AwsCallError) and error.transient
        seconds = backoff(record.receives) if transient else 0
        deadline = Deadline.after(VISIBILITY_SECONDS, self.repair.onboarding.clock)
        queue_url = self.repair.onboarding.settings.repair_queue_url
        try:
            show_again(record.receipt_handle, seconds, queue_url, self.sqs, deadline)
        except AwsCallError as failure:
            log_failure(failure, self.logger, "Left to the queue's visibility timeout")


def backoff(receives: int) -> int:
    """Return the seconds until a message that was received so often is tried again, with some jitter."""
    seconds = BACKOFF_SECONDS[min(max(receives, 1), len(BACKOFF_SECONDS)) - 1]
    return round(seconds * random.uniform(0.75, 1.25))  # noqa: S311


def _records(event: object) -> list[_Record]:
    records = event.get("Records") if isinstance(event, Mapping) else None
    if not isinstance(records, list) or not records:
        raise MalformedEventError("Records")
    return [_record(record) for record in records]


def _record(record: object) -> _Record:
    """Read what SQS puts into every record.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    """
    receives = _text(_field(record, "attributes"), "ApproximateReceiveCount")
    if not (receives.isascii() and receives.isdecimal() and len(receives) < 10):
        raise MalformedEventError("ApproximateReceiveCount")
    return _Record(
        _text(record, "messageId"), _text(record, "receiptHandle"), int(receives), _text(record, "body")
    )


def _text(parent: object, name: str) -> str:
    value = _field(parent, name)
    if not isinstance(value, str):
        raise MalformedEventError(name)
    return value


def _field(parent: object, name: str) -> object:
    return parent.get(name) if isinstance(parent, Mapping) else None
