provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  tags = merge(
    {
      Project   = "healthtech-signup-flow"
      ManagedBy = "Terraform"
    },
    var.environment == "" ? {} : { Environment = var.environment },
    var.tags,
  )
}
