locals {
  domain_prefix = coalesce(var.domain_prefix, "${var.name}-${local.account_id}")
}

resource "aws_cognito_user_pool" "this" {
  name                = var.user_pool_name
  user_pool_tier      = var.user_pool_tier
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"

  # A sign-up page may offer the groups as the values of this attribute: a schema has no place to say so.
  tags = { "hosted-ui:custom:user_type" = "groups" }

  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = var.mfa_configuration

  username_configuration {
    case_sensitive = false
  }

  schema {
    name                = "email"
    attribute_data_type = "String"
    required            = true
    mutable             = true

    string_attribute_constraints {
      min_length = "3"
      max_length = "254"
    }
  }

  schema {
    name                = "name"
    attribute_data_type = "String"
    required            = true
    mutable             = true

    string_attribute_constraints {
      min_length = "1"
      max_length = "256"
    }
  }

  # Immutable: written once at sign-up, so that nobody changes their own type later.
  schema {
    name                = "user_type"
    attribute_data_type = "String"
    required            = false
    mutable             = false

    string_attribute_constraints {
      min_length = "1"
      max_length = "128"
    }
  }

  password_policy {
    minimum_length                   = 12
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = true
    temporary_password_validity_days = 7
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  admin_create_user_config {
    allow_admin_create_user_only = false
  }

  # A changed address takes effect only when its new owner has confirmed it.
  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
    email_subject        = "Your verification code"
    email_message        = "Your verification code is {####}."
  }

  dynamic "email_configuration" {
    for_each = var.ses_sender[*]

    content {
      email_sending_account  = "DEVELOPER"
      source_arn             = email_configuration.value.identity_arn
      from_email_address     = email_configuration.value.from_email_address
      reply_to_email_address = email_configuration.value.reply_to_email_address
    }
  }

  dynamic "software_token_mfa_configuration" {
    for_each = var.mfa_configuration == "OFF" ? [] : [true]

    content {
      enabled = true
    }
  }

  lambda_config {
    pre_sign_up       = aws_lambda_function.pre_sign_up.arn
    post_confirmation = aws_lambda_function.post_confirmation.arn
  }
}

# A public client: it runs in a browser or on a phone and can keep no secret.
resource "aws_cognito_user_pool_client" "this" {
  name         = "${var.name}-app"
  user_pool_id = aws_cognito_user_pool.this.id

  generate_secret               = false
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true

  explicit_auth_flows = [
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
  ]

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

resource "aws_cognito_user_pool_domain" "this" {
  domain                = local.domain_prefix
  user_pool_id          = aws_cognito_user_pool.this.id
  managed_login_version = 1

  lifecycle {
    precondition {
      condition     = !can(regex("aws|amazon|cognito", local.domain_prefix))
      error_message = "AWS refuses a domain with aws, amazon or cognito in it, as name has: set domain_prefix."
    }
  }
}

resource "aws_cognito_user_group" "this" {
  for_each = var.user_types

  name         = each.key
  description  = each.value.description
  precedence   = each.value.precedence
  user_pool_id = aws_cognito_user_pool.this.id
}
