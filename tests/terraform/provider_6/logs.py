"""The provider's calls for log groups and metric filters."""

from __future__ import annotations

from typing import Any

from tests.terraform.provider_6.resource_type import (
    EMPTY,
    Arguments,
    Made,
    ResourceType,
    Tags,
    arguments_of,
    only,
    parameters_of,
    tagging,
)
from tests.terraform.sdk_go import SdkGo


def _create_log_group(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    name = arguments["name"]
    sdk.call("logs", "CreateLogGroup", logGroupName=name, tags=tags)
    sdk.call("logs", "PutRetentionPolicy", logGroupName=name, retentionInDays=arguments["retention_in_days"])
    return {"name": name, "arn": _log_group(sdk, name)["arn"].removesuffix(":*")}


def _log_group(sdk: SdkGo, name: str) -> dict[str, Any]:
    found = sdk.call("logs", "DescribeLogGroups", logGroupNamePrefix=name)["logGroups"]
    return only([group for group in found if group["logGroupName"] == name])


def _read_log_group(sdk: SdkGo, group: Made) -> Arguments:
    found = _log_group(sdk, group["name"])
    return arguments_of(found, {"name": "logGroupName", "retention_in_days": "retentionInDays"})


def _update_log_group(sdk: SdkGo, group: Made) -> Arguments:
    sdk.call("logs", "PutRetentionPolicy", logGroupName=group["name"], retentionInDays=14)
    return {"retention_in_days": 14}


LOG_GROUP = ResourceType(
    *(_create_log_group, _read_log_group, _update_log_group),
    lambda sdk, group: sdk.call("logs", "DeleteLogGroup", logGroupName=group["name"]),
    (EMPTY,),
    operations=(
        *("CreateLogGroup", "PutRetentionPolicy", "DescribeLogGroups", "DeleteLogGroup"),
        *("ListTagsForResource", "TagResource", "UntagResource"),
    ),
    tagging=tagging(
        "logs",
        {"resourceArn": "arn"},
        lambda sdk, group: dict(sdk.call("logs", "ListTagsForResource", resourceArn=group["arn"])["tags"]),
        parameters=("tags", "tagKeys"),
        form=dict,
    ),
)

_TRANSFORMATION = {"name": "metricName", "namespace": "metricNamespace", "value": "metricValue"}


def _put_filter(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    transformations = [
        {**parameters_of(block, _TRANSFORMATION), "unit": "None"}
        for block in arguments["metric_transformation"]
    ]
    names = {"filterName": arguments["name"], "logGroupName": arguments["log_group_name"]}
    told = {"filterPattern": arguments["pattern"], "metricTransformations": transformations}
    sdk.call("logs", "PutMetricFilter", **names, **told)
    return names


def _read_filter(sdk: SdkGo, made: Made) -> Arguments:
    which = {"logGroupName": made["logGroupName"], "filterNamePrefix": made["filterName"]}
    found = sdk.call("logs", "DescribeMetricFilters", **which)["metricFilters"]
    described = only([each for each in found if each["filterName"] == made["filterName"]])
    transformations = described["metricTransformations"]
    return {
        **arguments_of(described, {"name": "filterName", "log_group_name": "logGroupName"}),
        "pattern": described.get("filterPattern"),
        "metric_transformation": [arguments_of(each, _TRANSFORMATION) for each in transformations],
    }


def _update_filter(sdk: SdkGo, made: Made) -> Arguments:
    _put_filter(sdk, {**made.arguments, "pattern": "changed"}, {})
    return {"pattern": "changed"}


METRIC_FILTER = ResourceType(
    *(_put_filter, _read_filter, _update_filter),
    lambda sdk, made: sdk.call("logs", "DeleteMetricFilter", **made.names),
    (EMPTY,),
    operations=("PutMetricFilter", "DescribeMetricFilters", "DeleteMetricFilter"),
)
