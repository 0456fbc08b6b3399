"""Calls into the services beside Cognito, and what is mended of their answers."""
