"""Queues: how many messages wait in each, and which; nothing is received, so nothing changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from cognito_emulator.aws.json_service import sqs
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.console.in_process import asked
from cognito_emulator.console.page import ConsolePage, ConsoleParts, shown, utc
from cognito_emulator.console.timeline.content import pretty
from cognito_emulator.gateway.admission import CONSOLE_PATH

PATH = f"{CONSOLE_PATH}/queues"
PEEK_PATH = "/_ministack/sqs/messages"
MOST_MESSAGES = 50


def queues_page(parts: ConsoleParts) -> ConsolePage:
    return ConsolePage("Queues", PATH, [Route(PATH, QueuePages(parts.mails_of_apps.app).listed)])


@dataclass(frozen=True)
class WaitingMessage:
    """`received` is how often it was; in flight is what was received, and neither deleted nor given up."""

    id: str
    body: str = field(repr=False)
    sent: datetime
    received: int
    is_in_flight: bool


@dataclass(frozen=True)
class ShownQueue:
    """`dead_letters` is the queue to which it gives up messages, after `most_receives`; `of` are the queues
    that give up theirs to it. `messages` are the oldest MOST_MESSAGES of `depth`.
    """

    arn: str
    name: str
    scope: str
    depth: int
    in_flight: int
    dead_letters: str
    most_receives: str
    messages: list[WaitingMessage]
    of: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class QueuePages:
    """`ministack` tells what is in its queues without a receive."""

    ministack: ASGIApp

    async def listed(self, request: Request) -> Response:
        return shown(request, "queues.html", queues=await self._all(), most=MOST_MESSAGES)

    async def _all(self) -> list[ShownQueue]:
        found = [
            queue
            for account, regions in (await self._waiting()).items()
            for region, urls in regions.items()
            for url, messages in urls.items()
            if (queue := await _shown(account, region, url, messages))
        ]
        by_arn = {queue.arn: queue for queue in found}
        for queue in found:
            if queue.dead_letters in by_arn:
                by_arn[queue.dead_letters].of.append(queue.name)
        return sorted(found, key=lambda queue: (not queue.depth, queue.name))

    async def _waiting(self) -> Mapping[str, Mapping[str, Mapping[str, list[dict[str, Any]]]]]:
        """The messages by account, Region and queue's URL."""
        answer = await asked(self.ministack, PEEK_PATH)
        waiting: Mapping[str, Mapping[str, Mapping[str, list[dict[str, Any]]]]] = answer["messages"]
        return waiting


async def _shown(account: str, region: str, url: str, messages: list[dict[str, Any]]) -> ShownQueue | None:
    """None for a queue that is gone in between."""
    request = {"QueueUrl": url, "AttributeNames": ["All"]}
    try:
        attributes = (await sqs(account, region).ask("GetQueueAttributes", request))["Attributes"]
    except AwsError:
        return None
    policy = json.loads(attributes.get("RedrivePolicy") or "{}")
    listed = [_message(each) for each in messages]
    return ShownQueue(
        attributes["QueueArn"],
        url.rpartition("/")[2],
        f"{account} · {region}",
        len(listed),
        sum(1 for each in listed if each.is_in_flight),
        str(policy.get("deadLetterTargetArn") or ""),
        str(policy.get("maxReceiveCount") or ""),
        listed[:MOST_MESSAGES],
    )


def _message(message: Mapping[str, Any]) -> WaitingMessage:
    received = int(message["ReceiveCount"])
    return WaitingMessage(
        str(message["MessageId"]),
        pretty(str(message["Body"]).encode()),
        utc(float(message["SentTimestamp"])),
        received,
        is_in_flight=received > 0 and not message["IsVisible"],
    )
