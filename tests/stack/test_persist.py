"""`PERSIST=1`: the engine's state and Terraform's come back together, or nothing is said to be kept."""

from __future__ import annotations
