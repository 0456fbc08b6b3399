"""What `python -m scripts` does before the environment is there: the standard library and nothing else."""
