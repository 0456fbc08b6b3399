"""The provider's calls for SQS queues."""

from __future__ import annotations

import json
from typing import Any

from tests.terraform.provider_6.resource_type import (
    Arguments,
    Made,
    ResourceType,
    Tags,
    arguments_of,
    parameters_of,
    tagging,
)
from tests.terraform.sdk_go import SdkGo

_QUEUE_ATTRIBUTES = {
    "message_retention_seconds": "MessageRetentionPeriod",
    "visibility_timeout_seconds": "VisibilityTimeout",
    "sqs_managed_sse_enabled": "SqsManagedSseEnabled",
    "policy": "Policy",
    "redrive_policy": "RedrivePolicy",
    "redrive_allow_policy": "RedriveAllowPolicy",
}


def _create_queue(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    told = {name: _text(value) for name, value in parameters_of(arguments, _QUEUE_ATTRIBUTES).items()}
    url = sdk.call("sqs", "CreateQueue", QueueName=arguments["name"], Attributes=told, tags=tags)["QueueUrl"]
    return {"url": url}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _read_queue(sdk: SdkGo, queue: Made) -> Arguments:
    found = sdk.call("sqs", "GetQueueAttributes", QueueUrl=queue["url"], AttributeNames=["All"])["Attributes"]
    return {"name": found["QueueArn"].rpartition(":")[2], **arguments_of(found, _QUEUE_ATTRIBUTES)}


def _update_queue(sdk: SdkGo, queue: Made) -> Arguments:
    sdk.call("sqs", "SetQueueAttributes", QueueUrl=queue["url"], Attributes={"VisibilityTimeout": "240"})
    return {"visibility_timeout_seconds": 240}


QUEUE = ResourceType(
    *(_create_queue, _read_queue, _update_queue),
    lambda sdk, queue: sdk.call("sqs", "DeleteQueue", QueueUrl=queue["url"]),
    ("AWS.SimpleQueueService.NonExistentQueue",),
    operations=(
        *("CreateQueue", "GetQueueAttributes", "SetQueueAttributes", "DeleteQueue"),
        *("ListQueueTags", "TagQueue", "UntagQueue"),
    ),
    tagging=tagging(
        "sqs",
        {"QueueUrl": "url"},
        lambda sdk, queue: dict(sdk.call("sqs", "ListQueueTags", QueueUrl=queue["url"]).get("Tags", {})),
        operations=("TagQueue", "UntagQueue"),
        form=dict,
    ),
    defaults={"visibility_timeout_seconds": "30"},
)
