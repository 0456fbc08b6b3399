"""Faults that a test asks for: errors and delays of any service's operations, in AWS's wire formats."""
