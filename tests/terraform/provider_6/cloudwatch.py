"""The provider's calls for alarms and dashboards, in CBOR."""

from __future__ import annotations

import json
from typing import Any

from tests.terraform.provider_6.resource_type import (
    EMPTY,
    Arguments,
    Made,
    ResourceType,
    Tags,
    arguments_of,
    only,
    pairs,
    parameters_of,
    tagging_by_arn,
    tags_of,
)
from tests.terraform.sdk_go import SdkGo

_ALARM = {
    "alarm_name": "AlarmName",
    "alarm_description": "AlarmDescription",
    "namespace": "Namespace",
    "metric_name": "MetricName",
    "statistic": "Statistic",
    "extended_statistic": "ExtendedStatistic",
    "period": "Period",
    "evaluation_periods": "EvaluationPeriods",
    "comparison_operator": "ComparisonOperator",
    "threshold": "Threshold",
    "treat_missing_data": "TreatMissingData",
    "alarm_actions": "AlarmActions",
    "ok_actions": "OKActions",
}


def _put_alarm(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    dimensions = pairs(arguments.get("dimensions") or {}, "Name")
    told = {**parameters_of(arguments, _ALARM), "Threshold": float(arguments["threshold"])}
    told |= {"ActionsEnabled": True, "Dimensions": dimensions, "Tags": pairs(tags)}
    sdk.call("cloudwatch", "PutMetricAlarm", **told)
    name = arguments["alarm_name"]
    return {"name": name, "arn": _alarm(sdk, name)["AlarmArn"]}


def _alarm(sdk: SdkGo, name: str) -> dict[str, Any]:
    which = {"AlarmNames": [name], "AlarmTypes": ["MetricAlarm"]}
    return only(sdk.call("cloudwatch", "DescribeAlarms", **which)["MetricAlarms"])


def _read_alarm(sdk: SdkGo, alarm: Made) -> Arguments:
    described = _alarm(sdk, alarm["name"])
    # of the two statistics one alone is set: the other in an answer is a change in every plan
    return {
        **arguments_of(described, _ALARM),
        "statistic": described.get("Statistic"),
        "extended_statistic": described.get("ExtendedStatistic"),
        "dimensions": tags_of(described.get("Dimensions", []), "Name"),
        "insufficient_data_actions": described.get("InsufficientDataActions", []),
    }


def _update_alarm(sdk: SdkGo, alarm: Made) -> Arguments:
    _put_alarm(sdk, {**alarm.arguments, "threshold": 7}, {})
    return {"threshold": 7}


METRIC_ALARM = ResourceType(
    *(_put_alarm, _read_alarm, _update_alarm),
    lambda sdk, alarm: sdk.call("cloudwatch", "DeleteAlarms", AlarmNames=[alarm["name"]]),
    (EMPTY,),
    operations=(
        *("PutMetricAlarm", "DescribeAlarms", "DeleteAlarms"),
        *("ListTagsForResource", "TagResource", "UntagResource"),
    ),
    tagging=tagging_by_arn("cloudwatch", "ResourceARN"),
)


def _put_dashboard(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    told = parameters_of(arguments, {"dashboard_name": "DashboardName", "dashboard_body": "DashboardBody"})
    sdk.call("cloudwatch", "PutDashboard", **told)
    return {"name": arguments["dashboard_name"]}


def _read_dashboard(sdk: SdkGo, dashboard: Made) -> Arguments:
    found = sdk.call("cloudwatch", "GetDashboard", DashboardName=dashboard["name"])
    return {
        "dashboard_name": found["DashboardArn"].rpartition("/")[2],
        "dashboard_body": found["DashboardBody"],
    }


def _update_dashboard(sdk: SdkGo, dashboard: Made) -> Arguments:
    body = json.dumps({"widgets": []})
    _put_dashboard(sdk, {**dashboard.arguments, "dashboard_body": body}, {})
    return {"dashboard_body": body}


DASHBOARD = ResourceType(
    *(_put_dashboard, _read_dashboard, _update_dashboard),
    lambda sdk, made: sdk.call("cloudwatch", "DeleteDashboards", DashboardNames=[made["name"]]),
    ("ResourceNotFound",),
    operations=("PutDashboard", "GetDashboard", "DeleteDashboards"),
)
