"""A pool's Lambda functions: when they run, with what event, and what their failures become."""
