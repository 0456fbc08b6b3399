"""How tests start an engine, and where its output is."""

from __future__ import annotations

from pathlib import Path

ARGUMENTS = ("--port", "0", "--log-level", "warning")


def log_of(directory: Path) -> Path:
    """The file with an engine's output, in the directory that is its own."""
    return directory / "engine.log"
