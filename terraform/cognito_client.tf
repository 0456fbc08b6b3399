# A public client: it runs in a browser or on a phone and can keep no secret.
resource "aws_cognito_user_pool_client" "this" {
  name         = "${local.prefix}-app"
  user_pool_id = aws_cognito_user_pool.this.id

  generate_secret               = false
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true

  # Rotated tokens are renewed by GetTokensFromRefreshToken, and AWS refuses the older flow beside it.
  explicit_auth_flows = compact([
    var.refresh_token_rotation == null ? "ALLOW_REFRESH_TOKEN_AUTH" : "",
    var.user_password_auth ? "ALLOW_USER_PASSWORD_AUTH" : "",
    "ALLOW_USER_SRP_AUTH",
  ])

  dynamic "refresh_token_rotation" {
    for_each = var.refresh_token_rotation[*]

    content {
      feature                    = "ENABLED"
      retry_grace_period_seconds = refresh_token_rotation.value.retry_grace_period_seconds
    }
  }

  read_attributes  = ["custom:user_type", "email", "email_verified", "name"]
  write_attributes = ["custom:user_type", "email", "name"]

  access_token_validity  = var.token_validity.access_minutes
  id_token_validity      = var.token_validity.id_minutes
  refresh_token_validity = var.token_validity.refresh_days
  auth_session_validity  = 3

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }

  supported_identity_providers         = ["COGNITO"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["email", "openid", "profile"]
  callback_urls                        = var.callback_urls
  logout_urls                          = var.logout_urls

  # Without a client nobody can sign up, so nobody signs up before the triggers work.
  depends_on = [
    aws_cognito_user_group.this,
    aws_iam_role_policy.pre_sign_up,
    aws_iam_role_policy.post_confirmation,
    aws_lambda_permission.pre_sign_up,
    aws_lambda_permission.post_confirmation,
  ]
}
