# Cognito waits 5 seconds for a trigger, a cold start included. Lambda's own metric Duration leaves the INIT phase
# of a cold start out; the billed duration in the platform.report of each call has had both since August 2025.
# https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
locals {
  trigger_log_groups = {
    pre-sign-up       = { name = aws_cloudwatch_log_group.pre_sign_up.name, metric = "PreSignUp" }
    post-confirmation = { name = aws_cloudwatch_log_group.post_confirmation.name, metric = "PostConfirmation" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "trigger_time" {
  for_each = local.trigger_log_groups

  name           = "${local.prefix}-${each.key}-time"
  log_group_name = each.value.name
  pattern        = "{ $.type = \"platform.report\" }"

  metric_transformation {
    name      = "${each.value.metric}Time"
    namespace = local.metrics_namespace
    value     = "$.record.metrics.billedDurationMs"
  }
}

resource "aws_cloudwatch_log_metric_filter" "trigger_too_late" {
  for_each = local.trigger_log_groups

  name           = "${local.prefix}-${each.key}-too-late"
  log_group_name = each.value.name
  pattern        = "{ $.type = \"platform.report\" && ($.record.status = \"timeout\" || $.record.metrics.billedDurationMs > ${local.trigger_timeout * 1000}) }"

  metric_transformation {
    name      = "${each.value.metric}TooLate"
    namespace = local.metrics_namespace
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "trigger_time" {
  for_each = aws_cloudwatch_log_metric_filter.trigger_time

  alarm_name          = each.value.name
  alarm_description   = "1 in 100 calls takes over 4 of the 5 seconds that Cognito waits (docs/runbook.md)"
  namespace           = local.metrics_namespace
  metric_name         = each.value.metric_transformation[0].name
  extended_statistic  = "p99"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 4000
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "trigger_too_late" {
  for_each = aws_cloudwatch_log_metric_filter.trigger_too_late

  alarm_name          = each.value.name
  alarm_description   = "Cognito has given up waiting for the function, which took over 5 seconds (docs/runbook.md)"
  namespace           = local.metrics_namespace
  metric_name         = each.value.metric_transformation[0].name
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}
