"""The timeline: what happened to whom, step by step, as it happens."""
