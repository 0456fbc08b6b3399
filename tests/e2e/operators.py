"""An operator's commands on the stack under test, in this process: a new one takes a second each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.cli.program import run
from scripts.console import run_command
from scripts.stack_file import Stack, write_stack


@dataclass(frozen=True)
class Result:
    """What a command has printed, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Operators:
    """Runs `python -m scripts COMMAND` on a stack."""

    stack: Stack
    file: Path
    capsys: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        write_stack(self.stack, self.file)

    def run(self, command: str, *arguments: str) -> Result:
        """Run a command; the options that choose the stack come last."""
        options = ["--aws"] if self.stack.endpoint_url is None else ["--stack-file", str(self.file)]
        with pytest.raises(SystemExit) as exit_:
            run_command(lambda: run([command, *arguments, *options]))
        printed = self.capsys.readouterr()
        return Result(int(exit_.value.code or 0), printed.out, printed.err)
