locals {
  # By default there is no environment and the names are the plain ones; each environment has names of its own.
  environment_suffix = var.environment == "" ? "" : "-${var.environment}"
  prefix             = "${var.name}${local.environment_suffix}"

  # What IAM and CloudWatch keep once for the account and not once for a Region: roles, policies, the dashboard.
  # https://docs.aws.amazon.com/IAM/latest/UserGuide/introduction.html
  global_prefix = "${local.prefix}-${var.region}"

  user_pool_name    = coalesce(var.user_pool_name, "healthtech-user-pool${local.environment_suffix}")
  table_name        = coalesce(var.table_name, "health_users${local.environment_suffix}")
  metrics_namespace = coalesce(var.metrics_namespace, join("/", compact(["HealthtechSignup", var.environment])))
}
