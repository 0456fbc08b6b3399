"""What watches over a deployed stack: the repair queue, the alarms, their topic, the dashboard."""

from __future__ import annotations

import json

from scripts.terraform.workspace import Workspace
from tests.terraform.aws import Aws
from tests.terraform.conftest import FUNCTIONS, no_progress, run

# the services whose metric GroupWithheld says that somebody waits
WAITED_FOR_BY = ("post-confirmation", "repair")


def test_the_repair_queue_gives_up_after_five_receives(applied: Workspace, aws: Aws) -> None:
    outputs = applied.outputs()
    queue = aws.sqs.get_queue_attributes(QueueUrl=outputs["repair_queue_url"], AttributeNames=["All"])
    letters = aws.sqs.get_queue_attributes(
        QueueUrl=outputs["repair_dead_letter_queue_url"], AttributeNames=["All"]
    )
    redrive = json.loads(queue["Attributes"]["RedrivePolicy"])
    assert redrive["deadLetterTargetArn"] == outputs["repair_dead_letter_queue_arn"]
    assert int(redrive["maxReceiveCount"]) == 5
    assert queue["Attributes"]["VisibilityTimeout"] == "180"
    assert letters["Attributes"]["MessageRetentionPeriod"] == str(14 * 24 * 60 * 60)


def test_only_the_rule_of_changed_attributes_may_send_to_the_repair_queue_without_a_role(
    applied: Workspace, aws: Aws
) -> None:
    url, arn = applied.outputs()["repair_queue_url"], applied.outputs()["repair_queue_arn"]
    asked = aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    [statement] = json.loads(asked["Attributes"]["Policy"])["Statement"]
    rule = aws.events.describe_rule(Name="healthtech-signup-attributes-changed")
    assert (statement["Action"], statement["Resource"]) == ("sqs:SendMessage", arn)
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    # a list of one from an older provider, the one from a newer
    assert statement["Condition"] in (
        {"ArnEquals": {"aws:SourceArn": arns}} for arns in (rule["Arn"], [rule["Arn"]])
    )
    assert rule["State"] == "ENABLED"


def test_the_alarms_watch_what_is_there_and_notify_the_topic(applied: Workspace, aws: Aws) -> None:
    outputs = applied.outputs()
    alarms = {alarm["AlarmName"]: alarm for alarm in aws.cloudwatch.describe_alarms()["MetricAlarms"]}
    functions = [outputs[f"{function}_function_name"] for function in FUNCTIONS]
    watched = {dimension["Value"] for alarm in alarms.values() for dimension in alarm.get("Dimensions", [])}
    queues = {
        outputs[f"{queue}_arn"].split(":")[-1] for queue in ("repair_queue", "repair_dead_letter_queue")
    }
    assert watched == {*functions, *queues, *WAITED_FOR_BY}
    assert len(alarms) == 15
    for alarm in alarms.values():
        assert alarm["AlarmActions"] == [outputs["alarms_topic_arn"]]
    for service in WAITED_FOR_BY:
        approval = alarms[f"healthtech-signup-{service}-approval"]
        assert (approval["Namespace"], approval["MetricName"]) == ("HealthtechSignup", "GroupWithheld")


def test_the_alarms_of_triggers_count_cold_starts_and_time_outs(applied: Workspace, aws: Aws) -> None:
    """Their metrics come from what Lambda itself writes of each call, by filters of the triggers' logs."""
    outputs = applied.outputs()
    alarms = {alarm["MetricName"]: alarm for alarm in aws.cloudwatch.describe_alarms()["MetricAlarms"]}
    for trigger, function in (("PreSignUp", "pre_sign_up"), ("PostConfirmation", "post_confirmation")):
        group = outputs[f"{function}_log_group_name"]
        found = aws.logs.describe_metric_filters(logGroupName=group)["metricFilters"]
        filters = {each["metricTransformations"][0]["metricName"]: each for each in found}
        assert filters.keys() == {f"{trigger}Time", f"{trigger}TooLate"}
        [value] = [each["metricValue"] for each in filters[f"{trigger}Time"]["metricTransformations"]]
        assert value == "$.record.metrics.billedDurationMs"
        assert '$.record.status = "timeout"' in filters[f"{trigger}TooLate"]["filterPattern"]
        time, late = alarms[f"{trigger}Time"], alarms[f"{trigger}TooLate"]
        assert (time["ExtendedStatistic"], time["Threshold"]) == ("p99", 4000.0)
        assert (late["Statistic"], late["Threshold"]) == ("Sum", 0.0)


def test_a_message_that_cognito_could_not_send_raises_an_alarm(applied: Workspace, aws: Aws) -> None:
    group = applied.outputs()["notifications_log_group_name"]
    [found] = aws.logs.describe_metric_filters(logGroupName=group)["metricFilters"]
    [metric] = found["metricTransformations"]
    [alarm] = [
        alarm
        for alarm in aws.cloudwatch.describe_alarms()["MetricAlarms"]
        if alarm["MetricName"] == metric["metricName"]
    ]
    assert alarm["Namespace"] == metric["metricNamespace"]


def test_the_topic_is_encrypted_and_tells_nobody_until_somebody_asks(applied: Workspace, aws: Aws) -> None:
    topic = applied.outputs()["alarms_topic_arn"]
    assert aws.sns.get_topic_attributes(TopicArn=topic)["Attributes"]["KmsMasterKeyId"]
    assert aws.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []
    run(applied, "apply", "-auto-approve", "-var=alarm_email=on-call@example.com")
    try:
        [subscription] = aws.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    finally:
        applied.apply(no_progress)
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "on-call@example.com")


def test_the_dashboard_shows_metrics_of_the_handlers_the_functions_and_the_queues(
    applied: Workspace, aws: Aws
) -> None:
    name = applied.outputs()["repair_queue_arn"].split(":")[-1]
    [dashboard] = aws.cloudwatch.list_dashboards()["DashboardEntries"]
    body = json.loads(aws.cloudwatch.get_dashboard(DashboardName=dashboard["DashboardName"])["DashboardBody"])
    metrics = [metric for widget in body["widgets"] for metric in widget["properties"]["metrics"]]
    assert name in {metric[-1] for metric in metrics}
    assert {metric[0] for metric in metrics} == {"HealthtechSignup", "AWS/SQS", "AWS/Lambda"}
    assert {"SignUpCompleted", "Repaired", "Errors", "Duration"} <= {metric[1] for metric in metrics}
