"""What is checked before anything runs, and the lock files."""
