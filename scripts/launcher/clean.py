"""Everything that the commands have made in a checkout, removed."""

from __future__ import annotations

import shutil
from pathlib import Path

from scripts.errors import CommandError
from scripts.paths import PROJECT

MADE = (".local", "terraform/lambda.zip", ".venv")


def remove_all(project: Path = PROJECT) -> int:
    """Raises CommandError for what cannot be removed."""
    try:
        for made in MADE:
            _remove(project / made)
    except OSError as error:
        raise CommandError(f"{error.filename} cannot be removed: {error.strerror}.", "make clean") from None
    return 0


def _remove(made: Path) -> None:
    if made.is_dir() and not made.is_symlink():
        shutil.rmtree(made)
    else:
        made.unlink(missing_ok=True)
