"""Where things stand in this project."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TERRAFORM = PROJECT / "terraform"
LAMBDA_ZIP = TERRAFORM / "lambda.zip"
LOCAL = PROJECT / ".local"
TLS = LOCAL / "tls"
STACK_FILE = LOCAL / "stack.json"
