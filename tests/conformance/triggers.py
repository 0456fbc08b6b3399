"""Lambda functions behind a pool, made by AWS's APIs alone, and what they were called with."""

from __future__ import annotations

import io
import json
import secrets
import time
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tests.conformance.endpoint import Endpoint, cannot_ask
from tests.conformance.roles import Roles

HANDLER = Path(__file__).parent / "trigger_handler.py"
ROLE_READY_SECONDS = 30.0


@dataclass(frozen=True)
class Trigger:
    """One function; `events` are read from the queue that it writes to."""

    arn: str
    name: str
    queue_url: str
    endpoint: Endpoint

    def allow(self, pool_arn: str) -> None:
        """Let Cognito invoke the function for this pool, as the documents ask for."""
        self.endpoint.functions().add_permission(
            FunctionName=self.name,
            StatementId=f"pool-{secrets.token_hex(4)}",
            Action="lambda:InvokeFunction",
            Principal="cognito-idp.amazonaws.com",
            SourceArn=pool_arn,
        )

    def event(self, pool_id: str) -> dict[str, Any]:
        """The one event that there must be for a pool."""
        events = self.events(pool_id)
        assert len(events) == 1, f"the function was called {len(events)} times"
        return events[0]

    def events(self, pool_id: str, wanted: int = 1, seconds: float = 5.0) -> list[dict[str, Any]]:
        """The events for one pool, as soon as `wanted` are there, or whatever came within `seconds`.

        What an earlier test has left of another pool counts for nothing.
        """
        found: list[dict[str, Any]] = []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and len(found) < wanted:
            found += [event for event in self.waiting_events() if event.get("userPoolId") == pool_id]
        return found

    def waiting_events(self) -> list[dict[str, Any]]:
        """What the queue has within a second, the oldest first; it is in there no more."""
        queues = self.endpoint.queues()
        answer = queues.receive_message(
            QueueUrl=self.queue_url,
            WaitTimeSeconds=1,
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["SentTimestamp"],
        )
        messages = answer.get("Messages", [])
        for message in messages:
            queues.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        messages.sort(key=lambda message: int(message["Attributes"]["SentTimestamp"]))
        return [json.loads(message["Body"]) for message in messages]


class Triggers:
    """Makes functions and their queues; deletes them when the session ends."""

    def __init__(self, endpoint: Endpoint, roles: Roles) -> None:
        self._endpoint = endpoint
        self._roles = roles
        self._role_arn: str | None = None
        self._made: dict[tuple[str, int, str], Trigger] = {}

    def make(self, behaviour: str, timeout: int = 30) -> Trigger:
        """The function that does what `trigger_handler` calls `behaviour`; each pool must be allowed to
        call it."""
        return self._made_once(behaviour, timeout)

    def saying(self, said: Mapping[str, Mapping[str, Any]]) -> Trigger:
        """The function that, by its event's trigger source, answers with a `response`, raises an `error`, or
        returns an `output` of its own; it records nothing."""
        return self._made_once("says", 30, json.dumps(said, sort_keys=True))

    def _made_once(self, behaviour: str, timeout: int, says: str = "{}") -> Trigger:
        key = (behaviour, timeout, says)
        if key not in self._made:
            self._need_lambda()
            self._made[key] = self._create(behaviour, timeout, says)
        return self._made[key]

    def delete_all(self) -> None:
        for trigger in self._made.values():
            self._endpoint.functions().delete_function(FunctionName=trigger.name)
            self._endpoint.queues().delete_queue(QueueUrl=trigger.queue_url)

    def _need_lambda(self) -> None:
        try:
            self._endpoint.functions().list_functions(MaxItems=1)
        except (ClientError, BotoCoreError):
            cannot_ask("the engine has no Lambda API")

    def _create(self, behaviour: str, timeout: int, says: str) -> Trigger:
        name = f"conformance-{secrets.token_hex(4)}"
        queue_url = self._endpoint.queues().create_queue(QueueName=name)["QueueUrl"]
        made = self._create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="trigger_handler.handler",
            Role=self._role(),
            Timeout=timeout,
            Code={"ZipFile": _zipped_handler()},
            Environment={"Variables": {"BEHAVIOUR": behaviour, "QUEUE_URL": queue_url, "SAYS": says}},
        )
        return Trigger(made["FunctionArn"], name, queue_url, self._endpoint)

    def _role(self) -> str:
        if self._role_arn is None:
            may_record = {"Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:conformance-*"}
            self._role_arn = self._roles.make("lambda.amazonaws.com", may_record)
        return self._role_arn

    def _create_function(self, **settings: Any) -> dict[str, Any]:
        """A role made a moment ago cannot be assumed yet on AWS, so Lambda is asked until it can."""
        functions = self._endpoint.functions()
        deadline = time.monotonic() + ROLE_READY_SECONDS
        while time.monotonic() < deadline:
            with suppress(functions.exceptions.InvalidParameterValueException):
                made = functions.create_function(**settings)
                functions.get_waiter("function_active_v2").wait(FunctionName=settings["FunctionName"])
                return dict(made)
            time.sleep(1)
        raise TimeoutError(
            f"Lambda did not take {settings['FunctionName']} within {ROLE_READY_SECONDS:.0f} s"
        )


def _zipped_handler() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(HANDLER, HANDLER.name)
    return packed.getvalue()
