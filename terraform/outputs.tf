locals {
  # https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html
  hosted_ui_subdomain = startswith(var.region, "us-gov-") ? "auth-fips" : "auth"

  hosted_ui_url = "https://${aws_cognito_user_pool_domain.this.domain}.${local.hosted_ui_subdomain}.${var.region}.amazoncognito.com"
  hosted_ui_query = join("&", [
    "client_id=${aws_cognito_user_pool_client.this.id}",
    "response_type=code",
    "scope=${join("+", sort(aws_cognito_user_pool_client.this.allowed_oauth_scopes))}",
    "redirect_uri=${urlencode(var.callback_urls[0])}",
  ])
}

output "region" {
  description = "AWS Region of the stack."
  value       = var.region
}

output "user_pool_id" {
  description = "ID of the user pool."
  value       = aws_cognito_user_pool.this.id
}

output "user_pool_arn" {
  description = "ARN of the user pool."
  value       = aws_cognito_user_pool.this.arn
}

output "user_pool_client_id" {
  description = "ID of the public app client, for SignUp and InitiateAuth."
  value       = aws_cognito_user_pool_client.this.id
}

output "user_pool_domain" {
  description = "Domain prefix of the hosted UI, the first part of hosted_ui_login_url on AWS."
  value       = aws_cognito_user_pool_domain.this.domain
}

output "hosted_ui_sign_up_url" {
  description = "Page where a person signs up, to return to the first of callback_urls."
  value       = "${local.hosted_ui_url}/signup?${local.hosted_ui_query}"
}

output "hosted_ui_login_url" {
  description = "Page where a person signs in, to return to the first of callback_urls."
  value       = "${local.hosted_ui_url}/login?${local.hosted_ui_query}"
}

output "user_pool_issuer" {
  description = "Issuer (iss) of the tokens; the JWKS is at <issuer>/.well-known/jwks.json."
  value       = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "table_name" {
  description = "Name of the table of profiles."
  value       = aws_dynamodb_table.users.name
}

output "table_arn" {
  description = "ARN of the table of profiles."
  value       = aws_dynamodb_table.users.arn
}

output "post_confirmation_function_name" {
  description = "Name of the PostConfirmation function."
  value       = aws_lambda_function.post_confirmation.function_name
}

output "post_confirmation_log_group_name" {
  description = "Log group of the PostConfirmation function."
  value       = aws_cloudwatch_log_group.post_confirmation.name
}

output "post_confirmation_role_name" {
  description = "Name of the PostConfirmation function's execution role."
  value       = aws_iam_role.post_confirmation.name
}

output "user_types" {
  description = "Types a person may sign up as, each the name of a group."
  value       = keys(var.user_types)
}

output "default_user_type" {
  description = "Type of a person who names none."
  value       = var.default_user_type
}

output "approval_required_user_types" {
  description = "Types whose group an operator has to approve."
  value       = sort(var.approval_required_user_types)
}

output "terms_version" {
  description = "Version of the terms that a sign-up has to carry; empty where none is asked."
  value       = var.terms_version
}

output "pre_sign_up_function_name" {
  description = "Name of the PreSignUp function."
  value       = aws_lambda_function.pre_sign_up.function_name
}

output "pre_sign_up_log_group_name" {
  description = "Log group of the PreSignUp function."
  value       = aws_cloudwatch_log_group.pre_sign_up.name
}

output "pre_sign_up_role_name" {
  description = "Name of the PreSignUp function's execution role."
  value       = aws_iam_role.pre_sign_up.name
}

output "repair_function_name" {
  description = "Name of the repair function."
  value       = aws_lambda_function.repair.function_name
}

output "repair_log_group_name" {
  description = "Log group of the repair function."
  value       = aws_cloudwatch_log_group.repair.name
}

output "repair_role_name" {
  description = "Name of the repair function's execution role."
  value       = aws_iam_role.repair.name
}

output "repair_queue_url" {
  description = "URL of the queue of confirmed users who lack their profile or group."
  value       = aws_sqs_queue.repair.id
}

output "repair_queue_arn" {
  description = "ARN of the repair queue."
  value       = aws_sqs_queue.repair.arn
}

output "repair_dead_letter_queue_url" {
  description = "URL of the queue of repairs that failed five times."
  value       = aws_sqs_queue.repair_dead_letters.id
}

output "repair_dead_letter_queue_arn" {
  description = "ARN of the repair queue's dead-letter queue."
  value       = aws_sqs_queue.repair_dead_letters.arn
}

output "alarms_topic_arn" {
  description = "ARN of the topic that every alarm notifies."
  value       = aws_sns_topic.alarms.arn
}

output "notifications_log_group_name" {
  description = "Log group of the messages that Cognito could not send."
  value       = aws_cloudwatch_log_group.notifications.name
}

output "operator_policy_arns" {
  description = "ARN of the IAM policy of each operator's command, to attach to the roles of those who run it."
  value       = { for command, policy in aws_iam_policy.operator : command => policy.arn }
}
