terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

provider "aws" {}

resource "aws_cognito_user_pool" "clinic" {
  name                     = "clinic"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]

  lambda_config {
    pre_sign_up = aws_lambda_function.pre_sign_up.arn
  }
}

resource "aws_cognito_user_pool_client" "web" {
  name                = "web"
  user_pool_id        = aws_cognito_user_pool.clinic.id
  explicit_auth_flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}

resource "aws_lambda_function" "pre_sign_up" {
  function_name = "clinic-pre-sign-up"
  role          = aws_iam_role.functions.arn
  runtime       = "python3.13"
  handler       = "pre_sign_up.handler"
  filename      = "${path.module}/../lambda.zip"
}

resource "aws_lambda_permission" "user_pool" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.pre_sign_up.function_name
  principal     = "cognito-idp.amazonaws.com"
  source_arn    = aws_cognito_user_pool.clinic.arn
}

resource "aws_iam_role" "functions" {
  name = "clinic-functions"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

output "clinic_domain" {
  value = "clinic.test"
}
