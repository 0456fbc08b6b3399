"""Whether there is a stack at all, in a moment: before anything is installed, imported or collected."""

from __future__ import annotations

import json
from pathlib import Path

from scripts.errors import CommandError
from scripts.listening import listens
from scripts.paths import STACK_FILE

ANSWER_SECONDS = 1


def require_stack(file: Path = STACK_FILE) -> None:
    """Raises CommandError where `make up` has left no stack, or nothing listens where it was.

    What is in it is looked at later.
    """
    try:
        content = json.loads(file.read_text())
    except FileNotFoundError:
        raise CommandError("No stack runs.", "make up") from None
    except ValueError:
        # whoever reads it all says what is wrong with it
        return
    url = content.get("endpoint_url") if isinstance(content, dict) else None
    if url and not listens(str(url), ANSWER_SECONDS):
        raise CommandError(f"No stack runs: nothing answers at {url}.", "make up")
