"""The provider's calls for SNS topics and their subscriptions."""

from __future__ import annotations

from tests.terraform.provider_6.resource_type import (
    Arguments,
    Made,
    ResourceType,
    Tags,
    arguments_of,
    pairs,
    parameters_of,
    tagging_by_arn,
)
from tests.terraform.sdk_go import SdkGo


def _create_topic(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    arn = sdk.call("sns", "CreateTopic", Name=arguments["name"], Tags=pairs(tags))["TopicArn"]
    for name, value in parameters_of(arguments, {"kms_master_key_id": "KmsMasterKeyId"}).items():
        sdk.call("sns", "SetTopicAttributes", TopicArn=arn, AttributeName=name, AttributeValue=value)
    return {"arn": arn}


def _read_topic(sdk: SdkGo, topic: Made) -> Arguments:
    attributes = sdk.call("sns", "GetTopicAttributes", TopicArn=topic["arn"])["Attributes"]
    return {
        "name": attributes["TopicArn"].rpartition(":")[2],
        "kms_master_key_id": attributes.get("KmsMasterKeyId"),
        "display_name": attributes.get("DisplayName"),
    }


def _update_topic(sdk: SdkGo, topic: Made) -> Arguments:
    changed = {"AttributeName": "DisplayName", "AttributeValue": "changed"}
    sdk.call("sns", "SetTopicAttributes", TopicArn=topic["arn"], **changed)
    return {"display_name": "changed"}


TOPIC = ResourceType(
    *(_create_topic, _read_topic, _update_topic),
    lambda sdk, topic: sdk.call("sns", "DeleteTopic", TopicArn=topic["arn"]),
    ("NotFound",),
    operations=(
        *("CreateTopic", "SetTopicAttributes", "GetTopicAttributes", "DeleteTopic"),
        *("ListTagsForResource", "TagResource", "UntagResource"),
    ),
    tagging=tagging_by_arn("sns", "ResourceArn"),
)


def _create_subscription(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    told = parameters_of(arguments, {"topic_arn": "TopicArn", "protocol": "Protocol", "endpoint": "Endpoint"})
    return {"arn": sdk.call("sns", "Subscribe", **told, ReturnSubscriptionArn=True)["SubscriptionArn"]}


def _read_subscription(sdk: SdkGo, subscription: Made) -> Arguments:
    found = sdk.call("sns", "GetSubscriptionAttributes", SubscriptionArn=subscription["arn"])["Attributes"]
    return arguments_of(found, {"topic_arn": "TopicArn", "protocol": "Protocol", "endpoint": "Endpoint"})


SUBSCRIPTION = ResourceType(
    *(_create_subscription, _read_subscription, None),
    lambda sdk, made: sdk.call("sns", "Unsubscribe", SubscriptionArn=made["arn"]),
    ("NotFound",),
    operations=("Subscribe", "GetSubscriptionAttributes", "Unsubscribe"),
)
