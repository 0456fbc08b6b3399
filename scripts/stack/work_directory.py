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


def has_terraform_state(settings: EngineSettings) -> bool:
    """Whether Terraform remembers to have made something here."""
    return (work_directory(settings) / "terraform.tfstate").exists()


def forget_terraform_state(settings: EngineSettings) -> None:
    """Forget what Terraform has made, since it is gone; what it was made from and with stays."""
    for file in work_directory(settings).glob("*.tfstate*"):
        file.unlink()
