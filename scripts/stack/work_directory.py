"""Where Terraform works for an engine, and keeps its state."""

from __future__ import annotations

from pathlib import Path

from scripts.engines import EngineSettings
from scripts.paths import LOCAL

EPHEMERAL = LOCAL / "ephemeral"
PERSISTED = LOCAL / "persisted"


def work_directory(settings: EngineSettings) -> Path:
    """One directory for engines whose state is kept, another for those that start empty."""
    return (PERSISTED if settings.persist else EPHEMERAL) / "terraform"
