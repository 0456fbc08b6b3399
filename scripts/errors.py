"""The one way in which a command of this project says that it cannot go on."""

from __future__ import annotations


class CommandError(Exception):
    """What is wrong and why, and the next command to run.

    ``next_command`` is shown on a line of its own; ``exit_code`` is the process's exit status (1 by default).
    """

    def __init__(self, message: str, next_command: str | None = None, exit_code: int = 1) -> None:
        super().__init__(message)
        self.next_command = next_command
        self.exit_code = exit_code
