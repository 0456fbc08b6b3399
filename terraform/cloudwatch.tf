resource "aws_cloudwatch_log_group" "post_confirmation" {
  name              = "/aws/lambda/${local.post_confirmation_function_name}"
  retention_in_days = var.log_retention_in_days
}
