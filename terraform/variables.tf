variable "region" {
  description = "AWS Region of every resource."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]+$", var.region))
    error_message = "region must be the name of an AWS Region, such as eu-central-1."
  }
}

variable "environment" {
  description = "Name of the environment: part of every name and the Environment tag. With \"\" the names are the plain ones (healthtech-user-pool, health_users). A change later would rename, and so delete, the user pool and the table: it is refused unless user_pool_name and table_name keep theirs."
  type        = string
  default     = ""

  validation {
    condition     = var.environment == "" || can(regex("^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$", var.environment))
    error_message = "environment must be empty or 1 to 20 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "name" {
  description = "Prefix, before environment, of the names of functions, roles, queues, alarms, the app client and the default domain."
  type        = string
  default     = "healthtech-signup"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,29}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 31 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "tags" {
  description = "Tags for every resource, beside Project, Environment and ManagedBy."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:")])
    error_message = "No key of tags may start with aws:, which AWS reserves."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the user pool and the table. Apply with false before a destroy."
  type        = bool
  default     = true
}

variable "user_pool_name" {
  description = "Name of the user pool. Default: healthtech-user-pool and environment. Another name later would replace the pool and delete everybody in it: it is refused."
  type        = string
  default     = null

  validation {
    condition     = var.user_pool_name == null || can(regex("^[\\w\\s+=,.@-]{1,128}$", var.user_pool_name))
    error_message = "user_pool_name must be 1 to 128 letters, digits, spaces and + = , . @ - _."
  }
}

variable "user_pool_tier" {
  description = "Feature plan of the user pool: LITE, ESSENTIALS or PLUS."
  type        = string
  default     = "ESSENTIALS"

  validation {
    condition     = contains(["LITE", "ESSENTIALS", "PLUS"], var.user_pool_tier)
    error_message = "user_pool_tier must be LITE, ESSENTIALS or PLUS."
  }
}

variable "threat_protection" {
  description = "What the PLUS plan does about risky sign-ins: AUDIT writes them down, ENFORCED acts on them. Watch AUDIT for two weeks first. Default: AUDIT with PLUS, else nothing."
  type        = string
  default     = null

  validation {
    condition     = var.threat_protection == null || can(regex("^(AUDIT|ENFORCED)$", var.threat_protection))
    error_message = "threat_protection must be AUDIT or ENFORCED."
  }
}

variable "web_acl_arn" {
  description = "Regional web ACL of AWS WAF in front of the user pool. Default: none."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null || can(regex("^arn:[^:]+:wafv2:[^:]+:[0-9]{12}:regional/webacl/.+$", var.web_acl_arn))
    error_message = "web_acl_arn must be the ARN of a regional web ACL (arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID)."
  }
}

variable "user_types" {
  description = "Types a person may sign up as. Each becomes a group; of a user's groups the lowest precedence wins."
  type = map(object({
    precedence  = number
    description = string
  }))
  default = {
    Admin   = { precedence = 1, description = "Runs the service" }
    Doctor  = { precedence = 2, description = "Treats patients" }
    Patient = { precedence = 3, description = "Is treated" }
  }

  validation {
    condition     = length(var.user_types) > 0
    error_message = "user_types must name at least one type."
  }

  validation {
    condition     = alltrue([for name in keys(var.user_types) : can(regex("^[A-Za-z0-9_-]{1,128}$", name))])
    error_message = "Each key of user_types must be 1 to 128 letters, digits, underscores and hyphens."
  }

  validation {
    condition     = alltrue([for type in values(var.user_types) : type.precedence >= 0 && floor(type.precedence) == type.precedence])
    error_message = "Each precedence in user_types must be a whole number, 0 or greater."
  }
}

variable "default_user_type" {
  description = "Type of a person who names none at sign-up: one of user_types."
  type        = string
  default     = "Patient"

  validation {
    condition     = length(var.default_user_type) > 0
    error_message = "default_user_type must be one of user_types."
  }
}

variable "approval_required_user_types" {
  description = "Types whose group an operator has to approve (make approve): some of user_types. With [] nobody waits."
  type        = set(string)
  default     = ["Admin"]

  validation {
    condition     = alltrue([for name in var.approval_required_user_types : can(regex("^[A-Za-z0-9_-]{1,128}$", name))])
    error_message = "approval_required_user_types must be names of user types: letters, digits, underscores and hyphens."
  }
}

variable "terms_version" {
  description = "Version of the terms that a sign-up has to carry as terms_version in ClientMetadata. Managed login cannot: with terms set, it signs nobody up. Default: no terms."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{0,64}$", var.terms_version))
    error_message = "terms_version must be up to 64 letters, digits, dots, underscores and hyphens."
  }
}

variable "terms_url" {
  description = "Where the terms of terms_version can be read: who signs up without accepting them is told it."
  type        = string
  default     = ""

  validation {
    condition     = var.terms_url == "" || can(regex("^https://[!-~]{1,1000}$", var.terms_url))
    error_message = "terms_url must be an https:// address without spaces."
  }
}

variable "mfa_configuration" {
  description = "Sign-in with a one-time password (TOTP): OFF, OPTIONAL (each user's choice) or ON (everybody)."
  type        = string
  default     = "OPTIONAL"

  validation {
    condition     = contains(["OFF", "OPTIONAL", "ON"], var.mfa_configuration)
    error_message = "mfa_configuration must be OFF, OPTIONAL or ON."
  }
}

variable "token_validity" {
  description = "Lifetimes of the tokens: access and ID token in minutes, refresh token in days."
  type = object({
    access_minutes = number
    id_minutes     = number
    refresh_days   = number
  })
  default = {
    access_minutes = 60
    id_minutes     = 60
    refresh_days   = 30
  }

  validation {
    condition = alltrue([
      for minutes in [var.token_validity.access_minutes, var.token_validity.id_minutes] : minutes >= 5 && minutes <= 1440
    ])
    error_message = "access_minutes and id_minutes of token_validity must be from 5 to 1440 (one day)."
  }

  validation {
    condition     = var.token_validity.refresh_days >= 1 && var.token_validity.refresh_days <= 3650
    error_message = "refresh_days of token_validity must be from 1 to 3650."
  }
}

variable "user_password_auth" {
  description = "Whether apps may sign people in by USER_PASSWORD_AUTH, which sends the password itself. USER_SRP_AUTH works without."
  type        = bool
  default     = true
}

variable "refresh_token_rotation" {
  description = "With {}, a refresh token works once and brings the next one, by GetTokensFromRefreshToken alone; for retry_grace_period_seconds it works again. Default: no rotation."
  type = object({
    retry_grace_period_seconds = optional(number, 10)
  })
  default = null

  validation {
    condition = var.refresh_token_rotation == null || try(
      var.refresh_token_rotation.retry_grace_period_seconds >= 0 &&
      var.refresh_token_rotation.retry_grace_period_seconds <= 60,
      false,
    )
    error_message = "retry_grace_period_seconds of refresh_token_rotation must be from 0 to 60."
  }
}

variable "callback_urls" {
  description = "URLs the hosted UI may return to after sign-in: https, http on this very machine (localhost or a loopback address) or an app's own scheme."
  type        = list(string)
  default     = ["http://localhost:3000/callback"]

  validation {
    condition = length(var.callback_urls) > 0 && alltrue([
      for url in var.callback_urls : !strcontains(url, "#") && (
        can(regex("^(https://[^/]|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/?]|$))", url)) ||
        (can(regex("^[a-z][a-z0-9+.-]*://", url)) && !can(regex("^https?:", url)))
      )
    ])
    error_message = "callback_urls must be at least one URL without a #fragment, each https://…, http://localhost… (or a loopback address) or an app's own scheme."
  }
}

variable "logout_urls" {
  description = "URLs the hosted UI may return to after sign-out: as callback_urls."
  type        = list(string)
  default     = ["http://localhost:3000/"]

  validation {
    condition = alltrue([
      for url in var.logout_urls : !strcontains(url, "#") && (
        can(regex("^(https://[^/]|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/?]|$))", url)) ||
        (can(regex("^[a-z][a-z0-9+.-]*://", url)) && !can(regex("^https?:", url)))
      )
    ])
    error_message = "Each of logout_urls must be without a #fragment and https://…, http://localhost… (or a loopback address) or an app's own scheme."
  }
}

variable "domain_prefix" {
  description = "Prefix of the hosted UI's domain, unique among all AWS accounts in the Region. Default: name, environment and account ID."
  type        = string
  default     = null

  validation {
    condition = var.domain_prefix == null || (
      can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.domain_prefix)) &&
      !can(regex("aws|amazon|cognito", var.domain_prefix))
    )
    error_message = "domain_prefix must be 1 to 63 lower-case letters, digits and hyphens (no hyphen first or last), without aws, amazon or cognito in it."
  }
}

variable "ses_sender" {
  description = "Verified Amazon SES identity that sends the codes. Without it Cognito's own sender does, 50 e-mails a day."
  type = object({
    identity_arn           = string
    from_email_address     = string
    reply_to_email_address = optional(string)
  })
  default = null

  validation {
    condition     = var.ses_sender == null || can(regex("^arn:[^:]+:ses:[^:]+:[0-9]{12}:identity/.+$", var.ses_sender.identity_arn))
    error_message = "ses_sender.identity_arn must be the ARN of an SES identity (arn:aws:ses:REGION:ACCOUNT:identity/NAME)."
  }
}

variable "table_name" {
  description = "Name of the table of profiles. Default: health_users and environment. Another name later would replace the table and delete every profile: it is refused."
  type        = string
  default     = null

  validation {
    condition     = var.table_name == null || can(regex("^[A-Za-z0-9_.-]{3,255}$", var.table_name))
    error_message = "table_name must be 3 to 255 letters, digits, underscores, dots and hyphens."
  }
}

variable "table_kms_key_arn" {
  description = "Customer managed KMS key of the table. Default: the account's AWS managed key for DynamoDB."
  type        = string
  default     = null

  validation {
    condition     = var.table_kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.table_kms_key_arn))
    error_message = "table_kms_key_arn must be the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID), not of an alias."
  }
}

variable "log_level" {
  description = "Lowest level the handlers log: INFO, WARNING or ERROR. Metrics and Lambda's own lines are written at each."
  type        = string
  default     = "INFO"

  validation {
    condition     = contains(["INFO", "WARNING", "ERROR"], var.log_level)
    error_message = "log_level must be INFO, WARNING or ERROR; at DEBUG a library could log personal data."
  }
}

variable "log_retention_in_days" {
  description = "Days that log events are kept."
  type        = number
  default     = 90

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_in_days,
    )
    error_message = "log_retention_in_days must be one of the values CloudWatch Logs allows, such as 30, 90 or 365."
  }
}

variable "alarm_email" {
  description = "Address that the alarms are mailed to, once it has confirmed AWS's own mail. Default: nobody is told."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_email == null || can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.alarm_email))
    error_message = "alarm_email must be an e-mail address."
  }
}

variable "metrics_namespace" {
  description = "CloudWatch namespace of the handlers' metrics. Default: HealthtechSignup and environment."
  type        = string
  default     = null

  validation {
    condition     = var.metrics_namespace == null || can(regex("^[A-Za-z0-9._#:-][A-Za-z0-9._/#:-]{0,254}$", var.metrics_namespace)) && !can(regex("^AWS/", var.metrics_namespace))
    error_message = "metrics_namespace must be 1 to 255 letters, digits and . _ / # : -, and not start with AWS/."
  }
}
