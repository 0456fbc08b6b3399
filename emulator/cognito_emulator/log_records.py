"""The engine's log lines: whatever a request brings into one, it stays one line and does nothing."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from cognito_emulator.inert_text import inert


class InertRecord(logging.LogRecord):
    """A record whose message and exception every handler shows inert, MiniStack's and the server's too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info:
            # a formatter takes what it finds here, and makes none of its own
            self.exc_text = inert("".join(traceback.format_exception(*self.exc_info)).rstrip(), keep="\n")

    def getMessage(self) -> str:  # noqa: N802 - logging's own name
        return inert(super().getMessage())


def log_inertly() -> None:
    """Make every record of this process, whoever logs it, an inert one."""
    logging.setLogRecordFactory(InertRecord)
