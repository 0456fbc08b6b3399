# A changed address or name on its way into the profile. Cognito has no trigger for it, but CloudTrail tells of the
# call, and names the user by the sub alone. AWS delivers such events only where a trail of this Region is logging
# management events, within minutes, and does not promise each: what is missed, make reconcile finds.
# https://docs.aws.amazon.com/cognito/latest/developerguide/logging-using-cloudtrail.html
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html

locals {
  attributes_changed_rule_name = "${local.prefix}-attributes-changed"
}

resource "aws_cloudwatch_event_rule" "attributes_changed" {
  name        = local.attributes_changed_rule_name
  description = "Somebody's attributes have changed in a user pool: the repair function brings the profile up to it"

  event_pattern = jsonencode({
    source        = ["aws.cognito-idp"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail = {
      eventSource = ["cognito-idp.amazonaws.com"]
      eventName = [
        "AdminDeleteUserAttributes",
        "AdminUpdateUserAttributes",
        "DeleteUserAttributes",
        "UpdateUserAttributes",
        "VerifyUserAttribute",
      ]
      errorCode           = [{ exists = false }]
      additionalEventData = { sub = [{ exists = true }] }
      # A call by a user's own token names no pool: of another pool's user the repair function finds nobody.
      "$or" = [
        { requestParameters = { userPoolId = [aws_cognito_user_pool.this.id] } },
        { requestParameters = { userPoolId = [{ exists = false }] } },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "attributes_changed" {
  rule = aws_cloudwatch_event_rule.attributes_changed.name
  arn  = aws_sqs_queue.repair.arn

  # What lambda/signup/repair_queue.py reads.
  input_transformer {
    input_paths = { sub = "$.detail.additionalEventData.sub" }
    input_template = join("", [
      "{\"user_pool_id\": \"${aws_cognito_user_pool.this.id}\", \"username\": <sub>, \"user_id\": <sub>, ",
      "\"reason\": \"attributes changed\", \"proof\": \"AttributesChanged\"}",
    ])
  }
}

data "aws_iam_policy_document" "repair_queue" {
  statement {
    sid       = "TellOfChangedAttributes"
    actions   = ["sqs:SendMessage"]
    resources = [local.repair_queue_arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:events:${var.region}:${local.account_id}:rule/${local.attributes_changed_rule_name}"]
    }
  }
}
