"""Amazon Cognito user pools: `service.py` has each operation by its name."""
