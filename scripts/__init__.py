"""What the Makefile calls: the stack, the Lambda's package, the demo, the operator's commands."""
