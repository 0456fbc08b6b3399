locals {
  # A refused type is an error of the PreSignUp function, and anybody can type one: it has to fail in three
  # periods in a row before somebody is woken.
  function_alarms = {
    pre-sign-up       = { function = aws_lambda_function.pre_sign_up.function_name, periods_with_errors = 3 }
    post-confirmation = { function = aws_lambda_function.post_confirmation.function_name, periods_with_errors = 1 }
    repair            = { function = aws_lambda_function.repair.function_name, periods_with_errors = 1 }
  }
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  alarm_name          = "${local.prefix}-repair-dead-letters"
  alarm_description   = "A repair has failed five times: somebody is confirmed without profile or group (docs/runbook.md)"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.repair_dead_letters.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "repair_queue_age" {
  alarm_name          = "${local.prefix}-repair-queue-age"
  alarm_description   = "Somebody has waited for a repair for over 15 minutes (docs/runbook.md)"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = aws_sqs_queue.repair.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 15 * 60
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = local.function_alarms

  alarm_name          = "${each.value.function}-errors"
  alarm_description   = "The function has failed (docs/runbook.md)"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = each.value.function }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = each.value.periods_with_errors
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  for_each = local.function_alarms

  alarm_name          = "${each.value.function}-throttles"
  alarm_description   = "Lambda has refused to run the function: the account's concurrency is used up (docs/runbook.md)"
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = each.value.function }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# It goes back to OK when nobody new has come, and not when nobody waits any more: so it does not tell of that.
resource "aws_cloudwatch_metric_alarm" "approval" {
  for_each = toset(["post-confirmation", "repair"]) # either function may be the one that meets them

  alarm_name          = "${local.prefix}-${each.key}-approval"
  alarm_description   = "Somebody has signed up whose group needs an approval (docs/runbook.md)"
  namespace           = local.metrics_namespace
  metric_name         = "GroupWithheld"
  dimensions          = { service = each.key }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}
