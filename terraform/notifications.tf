# Mails that Cognito could not hand over, which no answer of SignUp and no metric of Cognito tells.
# https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html

# Below /aws/vendedlogs a log group needs no statement in the account's policy for log delivery, which has a limit.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
resource "aws_cloudwatch_log_group" "notifications" {
  #checkov:skip=CKV_AWS_158:CloudWatch encrypts with its own key
  #checkov:skip=CKV_AWS_338:var.log_retention_in_days, 90 days by default
  name              = "/aws/vendedlogs/cognito/${local.prefix}-notifications"
  retention_in_days = var.log_retention_in_days
}

resource "aws_cognito_log_delivery_configuration" "this" {
  user_pool_id = aws_cognito_user_pool.this.id

  log_configurations {
    event_source = "userNotification"
    log_level    = "ERROR"

    cloud_watch_logs_configuration {
      log_group_arn = aws_cloudwatch_log_group.notifications.arn
    }
  }
}

# The group gets nothing but errors, so each of its events is a message that failed.
resource "aws_cloudwatch_log_metric_filter" "notifications" {
  name           = "${local.prefix}-notifications"
  log_group_name = aws_cloudwatch_log_group.notifications.name
  pattern        = ""

  metric_transformation {
    name      = "NotificationFailed"
    namespace = local.metrics_namespace
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "notifications" {
  alarm_name          = "${local.prefix}-notifications"
  alarm_description   = "Cognito could not send a message: somebody waits for a code (docs/runbook.md)"
  namespace           = local.metrics_namespace
  metric_name         = aws_cloudwatch_log_metric_filter.notifications.metric_transformation[0].name
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}
