"""What a person has typed to start the engine: what help and advice name."""

from __future__ import annotations

import sys
from pathlib import Path

COMMAND = "cognito-emulator"
MODULE = "python -m cognito_emulator"


def program(started_as: str | None = None) -> str:
    """The command, where a person has called it, else the module; by `sys.argv[0]` unless it is given."""
    name = Path(sys.argv[0] if started_as is None else started_as).name
    # on Windows `cognito-emulator.exe`
    return COMMAND if name.split(".")[0] == COMMAND else MODULE
