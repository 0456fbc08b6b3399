locals {
  function_zip = "${path.module}/lambda.zip"

  # What every handler in the zip is told.
  function_environment = {
    TABLE_NAME                   = aws_dynamodb_table.users.name
    USER_TYPES                   = join(",", keys(var.user_types))
    DEFAULT_USER_TYPE            = var.default_user_type
    APPROVAL_REQUIRED_USER_TYPES = join(",", sort(var.approval_required_user_types))
    REPAIR_QUEUE_URL             = aws_sqs_queue.repair.id
    TERMS_VERSION                = var.terms_version
    TERMS_URL                    = var.terms_url
    POWERTOOLS_METRICS_NAMESPACE = local.metrics_namespace
    POWERTOOLS_LOG_LEVEL         = var.log_level
  }

  pre_sign_up_function_name       = "${local.prefix}-pre-sign-up"
  post_confirmation_function_name = "${local.prefix}-post-confirmation"
  repair_function_name            = "${local.prefix}-repair"

  trigger_timeout = 5  # Cognito waits 5 seconds for a trigger, and no longer
  repair_timeout  = 30 # a batch of 5; lambda/signup/repair_batch.py has the sum
}

resource "aws_lambda_function" "pre_sign_up" {
  #checkov:skip=CKV_AWS_50:Durations are in the log and the metrics; X-Ray would need three more actions in the role
  #checkov:skip=CKV_AWS_115:Reserved concurrency would refuse sign-ups above it
  #checkov:skip=CKV_AWS_116:Cognito invokes it synchronously, and Lambda's dead-letter queue is for asynchronous calls
  #checkov:skip=CKV_AWS_117:Reaches AWS APIs alone and nothing of a VPC
  #checkov:skip=CKV_AWS_173:The variables are names, no secrets; Lambda encrypts them with its own key
  #checkov:skip=CKV_AWS_272:Code signing needs a signing profile of the account; the zip is built reproducibly instead
  function_name = local.pre_sign_up_function_name
  description   = "Refuses a sign-up as a type that is not configured, before there is a user"
  role          = aws_iam_role.pre_sign_up.arn

  filename         = local.function_zip
  source_code_hash = filebase64sha256(local.function_zip)
  handler          = "pre_sign_up_handler.lambda_handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]
  memory_size      = 256
  timeout          = local.trigger_timeout

  environment {
    variables = merge(local.function_environment, {
      POWERTOOLS_SERVICE_NAME = "pre-sign-up"
    })
  }

  # INFO, not a variable: above it Lambda drops the metrics, whose lines carry no level.
  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "INFO"
    log_group             = aws_cloudwatch_log_group.pre_sign_up.name
  }

  # Lambda makes a missing log group itself, with no retention.
  depends_on = [aws_cloudwatch_log_group.pre_sign_up]
}

resource "aws_lambda_function" "post_confirmation" {
  #checkov:skip=CKV_AWS_50:Durations are in the log and the metrics; X-Ray would need three more actions in the role
  #checkov:skip=CKV_AWS_115:Reserved concurrency would refuse sign-ups above it
  #checkov:skip=CKV_AWS_116:Cognito invokes it synchronously, and Lambda's dead-letter queue is for asynchronous calls
  #checkov:skip=CKV_AWS_117:Reaches AWS APIs alone and nothing of a VPC
  #checkov:skip=CKV_AWS_173:The variables are names, no secrets; Lambda encrypts them with its own key
  #checkov:skip=CKV_AWS_272:Code signing needs a signing profile of the account; the zip is built reproducibly instead
  function_name = local.post_confirmation_function_name
  description   = "Saves the profile of a confirmed user and adds the user to the group of their type"
  role          = aws_iam_role.post_confirmation.arn

  filename         = local.function_zip
  source_code_hash = filebase64sha256(local.function_zip)
  handler          = "post_confirmation_handler.lambda_handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]
  memory_size      = 1024 # 0.58 of a core; lambda/signup/aws_call.py has the sum of its 5 seconds
  timeout          = local.trigger_timeout

  environment {
    variables = merge(local.function_environment, {
      POWERTOOLS_SERVICE_NAME = "post-confirmation"
    })
  }

  # INFO, not a variable: at DEBUG botocore logs what it sends, personal data included;
  # above INFO Lambda drops the metrics, whose lines carry no level.
  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "INFO"
    log_group             = aws_cloudwatch_log_group.post_confirmation.name
  }

  # Lambda makes a missing log group itself, with no retention.
  depends_on = [aws_cloudwatch_log_group.post_confirmation]

  lifecycle {
    precondition {
      condition     = (var.terms_version == "") == (var.terms_url == "")
      error_message = "terms_version and terms_url must be set both or neither."
    }

    precondition {
      condition     = contains(keys(var.user_types), var.default_user_type)
      error_message = "default_user_type must be one of user_types."
    }

    precondition {
      condition     = length(setsubtract(var.approval_required_user_types, keys(var.user_types))) == 0
      error_message = "approval_required_user_types must all be among user_types."
    }
  }
}

resource "aws_lambda_function" "repair" {
  #checkov:skip=CKV_AWS_50:Durations are in the log and the metrics; X-Ray would need three more actions in the role
  #checkov:skip=CKV_AWS_115:The event source mapping bounds it
  #checkov:skip=CKV_AWS_116:The queue that calls it has a dead-letter queue
  #checkov:skip=CKV_AWS_117:Reaches AWS APIs alone and nothing of a VPC
  #checkov:skip=CKV_AWS_173:The variables are names, no secrets; Lambda encrypts them with its own key
  #checkov:skip=CKV_AWS_272:Code signing needs a signing profile of the account; the zip is built reproducibly instead
  function_name = local.repair_function_name
  description   = "Does for confirmed users in the repair queue what the PostConfirmation function could not"
  role          = aws_iam_role.repair.arn

  filename         = local.function_zip
  source_code_hash = filebase64sha256(local.function_zip)
  handler          = "repair_handler.lambda_handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]
  memory_size      = 512
  timeout          = local.repair_timeout

  environment {
    variables = merge(local.function_environment, {
      POWERTOOLS_SERVICE_NAME = "repair"
    })
  }

  # INFO, for the same two reasons as above.
  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "INFO"
    log_group             = aws_cloudwatch_log_group.repair.name
  }

  # Lambda makes a missing log group itself, with no retention.
  depends_on = [aws_cloudwatch_log_group.repair]
}

resource "aws_lambda_permission" "pre_sign_up" {
  statement_id   = "AllowInvokeByUserPool"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.pre_sign_up.function_name
  principal      = "cognito-idp.amazonaws.com"
  source_arn     = aws_cognito_user_pool.this.arn
  source_account = local.account_id
}

resource "aws_lambda_permission" "post_confirmation" {
  statement_id   = "AllowInvokeByUserPool"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.post_confirmation.function_name
  principal      = "cognito-idp.amazonaws.com"
  source_arn     = aws_cognito_user_pool.this.arn
  source_account = local.account_id
}

resource "aws_lambda_event_source_mapping" "repair" {
  event_source_arn        = aws_sqs_queue.repair.arn
  function_name           = aws_lambda_function.repair.arn
  batch_size              = 5
  function_response_types = ["ReportBatchItemFailures"]

  # Two batches at once, 0.2 s a message: 10 AdminAddUserToGroup a second of the account's quota of 25.
  scaling_config {
    maximum_concurrency = 2
  }

  # AWS refuses the mapping while the role may not read the queue.
  depends_on = [aws_iam_role_policy.repair]
}
