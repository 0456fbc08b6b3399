locals {
  domain_prefix = coalesce(var.domain_prefix, "${local.prefix}-${local.account_id}")
}

resource "aws_cognito_user_pool" "this" {
  name                = local.user_pool_name
  user_pool_tier      = var.user_pool_tier
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"

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

  # Cognito's own sender has a subject and a text of its own, and takes no other.
  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
    email_subject        = var.ses_sender == null ? null : "Your verification code"
    email_message        = var.ses_sender == null ? null : "Your verification code is {####}."
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

  dynamic "user_pool_add_ons" {
    for_each = local.threat_protection[*]

    content {
      advanced_security_mode = user_pool_add_ons.value
    }
  }

  lambda_config {
    pre_sign_up       = aws_lambda_function.pre_sign_up.arn
    post_confirmation = aws_lambda_function.post_confirmation.arn
  }

  lifecycle {
    ignore_changes = [name]

    precondition {
      condition     = var.threat_protection == null || var.user_pool_tier == "PLUS"
      error_message = "threat_protection is a feature of the PLUS plan: set user_pool_tier to PLUS, or leave it out."
    }

    postcondition {
      condition     = self.name == local.user_pool_name
      error_message = "A user pool cannot be renamed: under a new name Terraform would delete this one with everybody in it. Set user_pool_name to the name it has, or take the stack down first (docs/runbook.md)."
    }
  }
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
