"""An operator's commands on the stack under test, in this process: a new one takes a second each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.stack_file import Stack, write_stack


@dataclass(frozen=True)
class Result:
    """What a command has printed, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Operators:
    """Runs `python -m scripts.operator.…` on a stack."""

    stack: Stack
    file: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        write_stack(self.stack, self.file)

    def run(self, main: Callable[[], None], *arguments: str) -> Result:
        """Run a command's `main`; the options that choose the stack come last."""
        options = ["--aws"] if self.stack.endpoint_url is None else ["--stack-file", str(self.file)]
        self.monkeypatch.setattr(sys, "argv", ["command", *arguments, *options])
        with pytest.raises(SystemExit) as exit_:
            main()
        printed = self.capsys.readouterr()
        return Result(int(exit_.value.code or 0), printed.out, printed.err)
