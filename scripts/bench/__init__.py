"""The project's own figures, measured side by side on this machine. No test asserts them."""
