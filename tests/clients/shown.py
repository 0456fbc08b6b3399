"""What a client has done, as a row of the table at the end of the run: client, version, steps, result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

import pytest

from tests.tables import CLIENTS

Shown = Callable[[str, str], AbstractContextManager["Steps"]]
"""Takes the client's name and version; the row is written when the body ends, however it ends."""


@dataclass
class Steps:
    """The steps that a client has done so far, by name."""

    done: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Counts as done when the body has ended well."""
        try:
            yield
        except Exception as error:
            error.args = (*error.args, f"at the step: {name}")
            raise
        self.done.append(name)


def shown_by(record: Callable[[str, object], None]) -> Shown:
    """What the fixture `shown` is made of."""

    @contextmanager
    def shown(client: str, version: str) -> Iterator[Steps]:
        steps, result = Steps(), "failed"
        try:
            yield steps
            result = "passed"
        except pytest.skip.Exception as skipped:
            result = f"skipped: {skipped}"
            raise
        finally:
            row = {"client": client, "version": version, "steps": ", ".join(steps.done), "result": result}
            record(CLIENTS, row)

    return shown
