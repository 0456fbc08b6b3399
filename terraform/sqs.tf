locals {
  repair_queue_name = "${local.prefix}-repair"
  repair_queue_arn  = "arn:${local.partition}:sqs:${var.region}:${local.account_id}:${local.repair_queue_name}"
}

# Who was confirmed while DynamoDB or Cognito could not be reached: pool, user name and sub, nothing else.
resource "aws_sqs_queue" "repair" {
  name                       = local.repair_queue_name
  message_retention_seconds  = 4 * 24 * 60 * 60
  visibility_timeout_seconds = 6 * local.repair_timeout # as AWS advises for an event source
  sqs_managed_sse_enabled    = true
  policy                     = data.aws_iam_policy_document.repair_queue.json

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.repair_dead_letters.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "repair_dead_letters" {
  name                      = "${local.repair_queue_name}-dead-letters"
  message_retention_seconds = 14 * 24 * 60 * 60 # the longest that SQS keeps a message
  sqs_managed_sse_enabled   = true

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.repair_queue_arn]
  })
}
