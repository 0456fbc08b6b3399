resource "aws_cloudwatch_log_group" "pre_sign_up" {
  name              = "/aws/lambda/${local.pre_sign_up_function_name}"
  retention_in_days = var.log_retention_in_days
}

resource "aws_cloudwatch_log_group" "post_confirmation" {
  name              = "/aws/lambda/${local.post_confirmation_function_name}"
  retention_in_days = var.log_retention_in_days
}

resource "aws_cloudwatch_log_group" "repair" {
  name              = "/aws/lambda/${local.repair_function_name}"
  retention_in_days = var.log_retention_in_days
}
