"""What Terraform's -json output says: progress, counts and diagnostics.

The shape of the lines is that of Terraform's machine-readable UI
(https://developer.hashicorp.com/terraform/internals/machine-readable-ui).
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

PAST_TENSE = {"create": "created", "update": "changed", "delete": "destroyed", "read": "read"}
KEPT_LINES = 40


@dataclass(frozen=True)
class Progress:
    """A resource that Terraform has finished: its address, what was done to it, and how many of how many."""

    address: str
    done: str
    count: int
    total: int


@dataclass(frozen=True)
class Changes:
    """How many resources an apply or a destroy has added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def total(self) -> int:
        """All of them together; 0 says that nothing was to do."""
        return self.added + self.changed + self.removed


@dataclass
class EventReader:
    """Reads the lines of one run of Terraform and keeps what the end of it needs to know."""

    on_progress: Callable[[Progress], None]
    planned: int = 0
    finished: int = 0
    changes: Changes = field(default_factory=Changes)
    errors: list[str] = field(default_factory=list)
    other_lines: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_LINES))

    def read(self, line: str) -> None:
        """Take in one line; a line that is no event is kept, for the error message."""
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        if not isinstance(event, dict) or not isinstance(event.get("type"), str):
            self.other_lines.append(line.rstrip())
            return
        readers: dict[str, Callable[[dict[str, Any]], None]] = {
            "change_summary": self._read_summary,
            "apply_complete": self._read_complete,
            "diagnostic": self._read_diagnostic,
        }
        readers.get(event["type"], _ignore)(event)

    def problem(self) -> str:
        """Terraform's own diagnostics, else its last words."""
        return "\n\n".join(self.errors) or "\n".join(self.other_lines).strip() or "it gave no reason"

    def _read_summary(self, event: dict[str, Any]) -> None:
        counts = event["changes"]
        changes = Changes(counts["add"], counts["change"], counts["remove"])
        if counts["operation"] == "plan":
            self.planned = changes.total
        else:
            self.changes = changes

    def _read_complete(self, event: dict[str, Any]) -> None:
        hook = event["hook"]
        if hook["action"] == "read":
            return
        self.finished += 1
        action = PAST_TENSE.get(hook["action"], hook["action"])
        self.on_progress(Progress(hook["resource"]["addr"], action, self.finished, self.planned))

    def _read_diagnostic(self, event: dict[str, Any]) -> None:
        diagnostic = event["diagnostic"]
        if diagnostic["severity"] == "error":
            self.errors.append(readable_diagnostic(diagnostic))


def readable_diagnostic(diagnostic: Mapping[str, Any]) -> str:
    """One diagnostic as people read it: the resource, where it stands, summary and detail."""
    place = diagnostic.get("address", "")
    if source := diagnostic.get("range"):
        place = f"{place} ({source['filename']}:{source['start']['line']})".strip()
    lines = [diagnostic["summary"], diagnostic.get("detail", "")]
    return "\n".join(filter(None, [place and f"{place}:", *lines]))


def _ignore(_: dict[str, Any]) -> None:
    """An event that nobody here needs."""
