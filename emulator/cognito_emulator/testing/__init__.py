"""What tests of a user pool work with; `cognito_emulator.pytest_plugin` gives it as fixtures."""
