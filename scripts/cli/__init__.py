"""The one command-line program: `python -m scripts COMMAND …`, in the environment that has what it needs.

A command imports what it runs when it runs: `up` is not to wait for what only `reconcile` needs.
"""
