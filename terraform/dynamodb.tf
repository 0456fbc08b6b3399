resource "aws_dynamodb_table" "users" {
  name                        = local.table_name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "user_id"
  deletion_protection_enabled = var.deletion_protection

  attribute {
    name = "user_id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.table_kms_key_arn
  }

  lifecycle {
    ignore_changes = [name]

    postcondition {
      condition     = self.name == local.table_name
      error_message = "A table cannot be renamed: under a new name Terraform would delete this one with every profile. Set table_name to the name it has (terraform output -raw table_name), or take the stack down first (docs/runbook.md)."
    }
  }
}
