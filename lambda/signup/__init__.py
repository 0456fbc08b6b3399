"""What a confirmed sign-up means: a profile and a place in a group. Knows AWS's APIs, and no engine."""
