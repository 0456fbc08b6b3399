"""Runs the real Terraform and HashiCorp's real AWS provider on an emulator, with or without a registry."""
