"""The provider's calls for EventBridge rules and their targets."""

from __future__ import annotations

from tests.terraform.provider_6.resource_type import (
    EMPTY,
    Arguments,
    Made,
    ResourceType,
    Tags,
    arguments_of,
    block_of,
    only,
    pairs,
    parameters_of,
    tagging_by_arn,
)
from tests.terraform.sdk_go import SdkGo

_RULE = {"name": "Name", "description": "Description", "event_pattern": "EventPattern"}


def _put_rule(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    told = {**parameters_of(arguments, _RULE), "EventBusName": "default"}
    arn = sdk.call("events", "PutRule", **told, Tags=pairs(tags))["RuleArn"]
    return {"name": arguments["name"], "arn": arn}


def _read_rule(sdk: SdkGo, rule: Made) -> Arguments:
    return arguments_of(sdk.call("events", "DescribeRule", EventBusName="default", Name=rule["name"]), _RULE)


def _update_rule(sdk: SdkGo, rule: Made) -> Arguments:
    _put_rule(sdk, {**rule.arguments, "description": "changed"}, {})
    return {"description": "changed"}


EVENT_RULE = ResourceType(
    *(_put_rule, _read_rule, _update_rule),
    lambda sdk, rule: sdk.call("events", "DeleteRule", EventBusName="default", Name=rule["name"]),
    ("ResourceNotFoundException",),
    operations=(
        *("PutRule", "DescribeRule", "DeleteRule"),
        *("ListTagsForResource", "TagResource", "UntagResource"),
    ),
    tagging=tagging_by_arn("events", "ResourceARN"),
)

_TRANSFORMER = {"input_paths": "InputPathsMap", "input_template": "InputTemplate"}


def _put_target(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    target = {"Id": "terraform-1", "Arn": arguments["arn"]}
    for block in arguments["input_transformer"]:
        target["InputTransformer"] = parameters_of(block, _TRANSFORMER)
    sdk.call("events", "PutTargets", Rule=arguments["rule"], EventBusName="default", Targets=[target])
    return {"rule": arguments["rule"], "id": target["Id"]}


def _read_target(sdk: SdkGo, made: Made) -> Arguments:
    which = {"Rule": made["rule"], "EventBusName": "default", "Limit": 100}
    targets = sdk.call("events", "ListTargetsByRule", **which)["Targets"]
    found = only([target for target in targets if target["Id"] == made["id"]])
    transformer = block_of(found.get("InputTransformer"), _TRANSFORMER)
    return {"rule": made["rule"], "arn": found["Arn"], "input_transformer": transformer}


def _update_target(sdk: SdkGo, made: Made) -> Arguments:
    [block] = made.arguments["input_transformer"]
    changed = [{**block, "input_template": '"<sub>"'}]
    _put_target(sdk, {**made.arguments, "input_transformer": changed}, {})
    return {"input_transformer": changed}


EVENT_TARGET = ResourceType(
    *(_put_target, _read_target, _update_target),
    lambda sdk, made: sdk.call(
        "events", "RemoveTargets", Rule=made["rule"], EventBusName="default", Ids=[made["id"]]
    ),
    (EMPTY,),
    operations=("PutTargets", "ListTargetsByRule", "RemoveTargets"),
)
