"""What the engine has done of late, in memory alone: calls, triggers, functions, messages, as steps."""
