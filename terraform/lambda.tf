locals {
  function_zip = "${path.module}/lambda.zip"

  # What every handler in the zip is told.
  function_environment = {
    TABLE_NAME                   = aws_dynamodb_table.users.name
    USER_TYPES                   = join(",", keys(var.user_types))
    DEFAULT_USER_TYPE            = var.default_user_type
    POWERTOOLS_METRICS_NAMESPACE = var.metrics_namespace
    POWERTOOLS_LOG_LEVEL         = var.log_level
  }

  post_confirmation_function_name = "${var.name}-post-confirmation"
}

resource "aws_lambda_function" "post_confirmation" {
  function_name = local.post_confirmation_function_name
  description   = "Saves the profile of a confirmed user and adds the user to the group of their type"
  role          = aws_iam_role.post_confirmation.arn

  filename         = local.function_zip
  source_code_hash = filebase64sha256(local.function_zip)
  handler          = "post_confirmation_handler.lambda_handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]
  memory_size      = 512
  timeout          = 5 # Cognito waits 5 seconds for a trigger, and no longer

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
      condition     = contains(keys(var.user_types), var.default_user_type)
      error_message = "default_user_type must be one of user_types."
    }
  }
}

resource "aws_lambda_permission" "post_confirmation" {
  statement_id   = "AllowInvokeByUserPool"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.post_confirmation.function_name
  principal      = "cognito-idp.amazonaws.com"
  source_arn     = aws_cognito_user_pool.this.arn
  source_account = local.account_id
}
