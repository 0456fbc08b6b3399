"""MiniStack's Cognito seen from outside: who is in it, and what it is told of a pool."""
