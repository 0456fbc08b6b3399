# What an operator's command may do: a policy each, to attach to the roles of those who run it. A policy that is
# attached to nobody gives nothing. Whose role has approve, which is also for pending and reject, can give the groups
# that need an approval; whose role has adopt, every group to everybody.

data "aws_iam_policy_document" "approve" {
  source_policy_documents = [data.aws_iam_policy_document.use_table_key.json]

  statement {
    sid       = "ListAndDecide"
    actions   = ["dynamodb:Scan", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.users.arn]
  }

  statement {
    sid       = "ReadUserAndAddToGroup"
    actions   = ["cognito-idp:AdminAddUserToGroup", "cognito-idp:AdminGetUser"]
    resources = [aws_cognito_user_pool.this.arn]
  }
}

data "aws_iam_policy_document" "adopt" {
  source_policy_documents = [data.aws_iam_policy_document.use_table_key.json]

  statement {
    sid       = "SaveProfile"
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.users.arn]
  }

  statement {
    sid       = "ReadUserAndAddToGroup"
    actions   = ["cognito-idp:AdminAddUserToGroup", "cognito-idp:AdminGetUser"]
    resources = [aws_cognito_user_pool.this.arn]
  }
}

data "aws_iam_policy_document" "reconcile" {
  source_policy_documents = [data.aws_iam_policy_document.use_table_key.json]

  statement {
    sid       = "ReadProfilesAndClosePending"
    actions   = ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.users.arn]
  }

  statement {
    sid     = "FindProofOfSignUp"
    actions = ["logs:FilterLogEvents"]
    # a log group has two ARNs, and which of them a call is checked against is not the same for all
    resources = [aws_cloudwatch_log_group.pre_sign_up.arn, "${aws_cloudwatch_log_group.pre_sign_up.arn}:*"]
  }

  statement {
    sid = "ReadUsersAndGroups"
    actions = [
      "cognito-idp:AdminGetUser",
      "cognito-idp:AdminListGroupsForUser",
      "cognito-idp:DescribeUserPool",
      "cognito-idp:ListUsers",
      "cognito-idp:ListUsersInGroup",
    ]
    resources = [aws_cognito_user_pool.this.arn]
  }

  statement {
    sid       = "QueueRepair"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.repair.arn]
  }
}

data "aws_iam_policy_document" "redrive" {
  statement {
    sid       = "TakeDeadLetters"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    resources = [aws_sqs_queue.repair_dead_letters.arn]
  }

  statement {
    sid       = "QueueRepair"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.repair.arn]
  }
}

data "aws_iam_policy_document" "forget" {
  source_policy_documents = [data.aws_iam_policy_document.use_table_key.json]

  statement {
    sid       = "FindAndDeleteUser"
    actions   = ["cognito-idp:AdminDeleteUser", "cognito-idp:AdminGetUser"]
    resources = [aws_cognito_user_pool.this.arn]
  }

  statement {
    sid       = "FindAndDeleteProfile"
    actions   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:Scan"]
    resources = [aws_dynamodb_table.users.arn]
  }

  statement {
    sid       = "FindAndDeleteMessages"
    actions   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    resources = [aws_sqs_queue.repair.arn, aws_sqs_queue.repair_dead_letters.arn]
  }
}

data "aws_iam_policy_document" "prune_unconfirmed" {
  statement {
    sid       = "FindAndDeleteUnconfirmed"
    actions   = ["cognito-idp:AdminDeleteUser", "cognito-idp:AdminGetUser", "cognito-idp:ListUsers"]
    resources = [aws_cognito_user_pool.this.arn]
  }
}

locals {
  operator_policies = {
    approve           = data.aws_iam_policy_document.approve.json
    adopt             = data.aws_iam_policy_document.adopt.json
    reconcile         = data.aws_iam_policy_document.reconcile.json
    redrive           = data.aws_iam_policy_document.redrive.json
    forget            = data.aws_iam_policy_document.forget.json
    prune-unconfirmed = data.aws_iam_policy_document.prune_unconfirmed.json
  }
}

resource "aws_iam_policy" "operator" {
  for_each = local.operator_policies

  name        = "${local.global_prefix}-${each.key}"
  description = "What make ${each.key} may do"
  policy      = each.value
}
