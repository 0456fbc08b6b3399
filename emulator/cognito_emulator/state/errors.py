"""The one way in which kept state says that it cannot be read or written."""

from __future__ import annotations


class StateError(Exception):
    """A sentence for whoever runs the emulator: the file or directory, the cause, and how to go on."""


class FileRefusedError(Exception):
    """A file that somebody has given and of which nothing was taken; `problems` are sentences."""

    def __init__(self, *problems: str) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems
