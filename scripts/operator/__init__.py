"""The commands of whoever operates a stack, here or on AWS."""
