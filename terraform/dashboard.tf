locals {
  # Each widget: its title, its statistic and the metrics in it, as CloudWatch's dashboard body has them.
  dashboard_widgets = [
    {
      title = "Sign-ups", stat = "Sum", metrics = [
        [local.metrics_namespace, "SignUpAllowed", "service", "pre-sign-up"],
        [local.metrics_namespace, "Refused", "service", "pre-sign-up"],
        [local.metrics_namespace, "SignUpCompleted", "service", "post-confirmation"],
        [local.metrics_namespace, "GroupWithheld", "service", "post-confirmation"],
        [local.metrics_namespace, "RepairQueued", "service", "post-confirmation"],
      ]
    },
    {
      title = "Repairs", stat = "Sum", metrics = [
        [local.metrics_namespace, "Repaired", "service", "repair"],
        [local.metrics_namespace, "RepairFailed", "service", "repair"],
        [local.metrics_namespace, "RepairUserGone", "service", "repair"],
        [local.metrics_namespace, "RepairNotQueued", "service", "post-confirmation"],
      ]
    },
    {
      title = "Messages waiting", stat = "Maximum", metrics = [
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.repair.name],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.repair_dead_letters.name],
      ]
    },
    {
      title = "Oldest repair, seconds", stat = "Maximum", metrics = [
        ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", aws_sqs_queue.repair.name],
      ]
    },
    {
      title = "Errors", stat = "Sum", metrics = [
        for alarm in values(local.function_alarms) : ["AWS/Lambda", "Errors", "FunctionName", alarm.function]
      ]
    },
    {
      title = "Throttles", stat = "Sum", metrics = [
        for alarm in values(local.function_alarms) : ["AWS/Lambda", "Throttles", "FunctionName", alarm.function]
      ]
    },
    {
      title = "Duration p50, ms", stat = "p50", metrics = [
        for alarm in values(local.function_alarms) : ["AWS/Lambda", "Duration", "FunctionName", alarm.function]
      ]
    },
    {
      title = "Duration p99, ms", stat = "p99", metrics = [
        for alarm in values(local.function_alarms) : ["AWS/Lambda", "Duration", "FunctionName", alarm.function]
      ]
    },
    {
      title = "Time that Cognito waits, p99, ms", stat = "p99", metrics = [
        for group in values(local.trigger_log_groups) : [local.metrics_namespace, "${group.metric}Time"]
      ]
    },
    {
      title = "Messages not sent", stat = "Sum", metrics = [
        [local.metrics_namespace, "NotificationFailed"],
      ]
    },
  ]
}

# CloudWatch places widgets that say only how large they are: two in a row of 24.
resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.global_prefix

  dashboard_body = jsonencode({
    widgets = [
      for widget in local.dashboard_widgets : {
        type   = "metric"
        width  = 12
        height = 6
        properties = {
          title   = widget.title
          stat    = widget.stat
          metrics = widget.metrics
          region  = var.region
          period  = 300
          view    = "timeSeries"
        }
      }
    ]
  })
}
