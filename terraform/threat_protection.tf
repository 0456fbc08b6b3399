# The PLUS plan is paid for each user, and protects nobody until its threat protection is switched on.
# https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html
locals {
  threat_protection = var.user_pool_tier == "PLUS" ? coalesce(var.threat_protection, "AUDIT") : null
}

# What ENFORCED does; AUDIT writes down what it would have done.
resource "aws_cognito_risk_configuration" "this" {
  count = local.threat_protection == "ENFORCED" ? 1 : 0

  user_pool_id = aws_cognito_user_pool.this.id

  compromised_credentials_risk_configuration {
    actions {
      event_action = "BLOCK"
    }
  }

  account_takeover_risk_configuration {
    actions {
      medium_action {
        event_action = "MFA_IF_CONFIGURED"
        notify       = false
      }

      high_action {
        event_action = "BLOCK"
        notify       = false
      }
    }
  }
}

# Optional: rules against floods and bots in front of the pool, which an account may have for all its applications.
# https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
resource "aws_wafv2_web_acl_association" "this" {
  count = var.web_acl_arn == null ? 0 : 1

  resource_arn = aws_cognito_user_pool.this.arn
  web_acl_arn  = var.web_acl_arn
}
