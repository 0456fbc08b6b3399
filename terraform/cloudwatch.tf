resource "aws_cloudwatch_log_group" "pre_sign_up" {
  #checkov:skip=CKV_AWS_158:CloudWatch encrypts with its own key, and no line holds personal data
  #checkov:skip=CKV_AWS_338:var.log_retention_in_days, 90 days by default
  name              = "/aws/lambda/${local.pre_sign_up_function_name}"
  retention_in_days = var.log_retention_in_days
}

resource "aws_cloudwatch_log_group" "post_confirmation" {
  #checkov:skip=CKV_AWS_158:CloudWatch encrypts with its own key, and no line holds personal data
  #checkov:skip=CKV_AWS_338:var.log_retention_in_days, 90 days by default
  name              = "/aws/lambda/${local.post_confirmation_function_name}"
  retention_in_days = var.log_retention_in_days
}

resource "aws_cloudwatch_log_group" "repair" {
  #checkov:skip=CKV_AWS_158:CloudWatch encrypts with its own key, and no line holds personal data
  #checkov:skip=CKV_AWS_338:var.log_retention_in_days, 90 days by default
  name              = "/aws/lambda/${local.repair_function_name}"
  retention_in_days = var.log_retention_in_days
}
