data "aws_iam_policy_document" "lambda_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

# Without a key of one's own it has no statement.
data "aws_iam_policy_document" "use_table_key" {
  dynamic "statement" {
    for_each = var.table_kms_key_arn[*]

    content {
      sid       = "UseTableKey"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["dynamodb.${var.region}.amazonaws.com"]
      }
    }
  }
}

# PreSignUp: decides by the event alone, so it may only write its log.

data "aws_iam_policy_document" "pre_sign_up" {
  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.pre_sign_up.arn}:*"]
  }
}

resource "aws_iam_role" "pre_sign_up" {
  name               = "${local.global_prefix}-pre-sign-up"
  description        = "What the PreSignUp function may do"
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy" "pre_sign_up" {
  name   = "pre-sign-up"
  role   = aws_iam_role.pre_sign_up.id
  policy = data.aws_iam_policy_document.pre_sign_up.json
}

# PostConfirmation

data "aws_iam_policy_document" "post_confirmation" {
  source_policy_documents = [data.aws_iam_policy_document.use_table_key.json]

  statement {
    sid       = "SaveProfile"
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.users.arn]
  }

  statement {
    sid       = "AddToGroup"
    actions   = ["cognito-idp:AdminAddUserToGroup"]
    resources = [aws_cognito_user_pool.this.arn]
  }

  statement {
    sid       = "QueueRepair"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.repair.arn]
  }

  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.post_confirmation.arn}:*"]
  }
}

resource "aws_iam_role" "post_confirmation" {
  name               = "${local.global_prefix}-post-confirmation"
  description        = "What the PostConfirmation function may do"
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json

  lifecycle {
    # the longest of all names that are made of the prefix
    precondition {
      condition     = length("${local.global_prefix}-post-confirmation") <= 64
      error_message = "IAM takes names of 64 characters: shorten name or environment, which are ${length(local.prefix)} together with region in the name of a role."
    }
  }
}

resource "aws_iam_role_policy" "post_confirmation" {
  name   = "post-confirmation"
  role   = aws_iam_role.post_confirmation.id
  policy = data.aws_iam_policy_document.post_confirmation.json
}

# Repair

data "aws_iam_policy_document" "repair" {
  source_policy_documents = [data.aws_iam_policy_document.use_table_key.json]

  statement {
    sid = "ConsumeQueue"
    actions = [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ReceiveMessage",
    ]
    resources = [aws_sqs_queue.repair.arn]
  }

  statement {
    sid       = "SaveAndRefreshProfile"
    actions   = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.users.arn]
  }

  statement {
    sid       = "ReadUserAndAddToGroup"
    actions   = ["cognito-idp:AdminAddUserToGroup", "cognito-idp:AdminGetUser"]
    resources = [aws_cognito_user_pool.this.arn]
  }

  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.repair.arn}:*"]
  }
}

resource "aws_iam_role" "repair" {
  name               = "${local.global_prefix}-repair"
  description        = "What the repair function may do"
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy" "repair" {
  name   = "repair"
  role   = aws_iam_role.repair.id
  policy = data.aws_iam_policy_document.repair.json
}
