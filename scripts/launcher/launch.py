"""Make sure that `.venv` has what a command needs, and become that command."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from scripts.errors import CommandError
from scripts.interrupts import Interrupted, leave_at_once, raise_interrupted
from scripts.last_word import leave
from scripts.launcher.clean import remove_all
from scripts.launcher.environment import Environment
from scripts.launcher.needs import command_of, is_had_already, locks_of
from scripts.launcher.settings import settings_in
from scripts.launcher.stack import require_stack
from scripts.paths import PROJECT

NEED_A_STACK = ("e2e",)
ENGINE_FILE = PROJECT / ".local" / "engine.json"


def launch(arguments: Sequence[str]) -> None:
    """Run `python -m scripts` with these arguments; it does not come back."""
    try:
        python = _prepared(arguments, os.environ)
    except CommandError as error:
        _end(error)
    os.execv(python, [str(python), "-m", "scripts.cli", *arguments])


def _prepared(arguments: Sequence[str], environment: MutableMapping[str, str]) -> Path:
    """The Python that has what the command needs. Raises CommandError where there cannot be one."""
    for name, value in settings_in(PROJECT / ".env").items():
        environment.setdefault(name, value)
    command = command_of(arguments)
    if command in NEED_A_STACK:
        require_stack()
    if command == "clean" and not ENGINE_FILE.exists():
        sys.exit(remove_all())
    venv = Environment(PROJECT / ".venv", PROJECT)
    venv.check_version(environment.get("PYTHON"))
    missing = venv.missing(locks_of(arguments, environment))
    if to_install := [lock for lock in missing if not is_had_already(lock, command)]:
        _install(venv, to_install, command)
    return venv.python


def _install(venv: Environment, locks: Sequence[str], command: str) -> None:
    raise_interrupted()
    try:
        venv.install(locks, f"make {command}")
    except KeyboardInterrupt as error:
        leave_at_once()
        interruption = error if isinstance(error, Interrupted) else Interrupted(2)
        sys.stderr.write(
            f"\nInterrupted by {interruption.name}. Nothing is lost: run the same command again to go on.\n"
        )
        leave(interruption.exit_status)
    leave_at_once()


def _end(error: CommandError) -> None:
    """As scripts.console does it, without its colours."""
    indented = str(error).replace("\n", "\n  ")
    sys.stderr.write(f"✗ {indented}\n")
    if error.next_command:
        sys.stderr.write(f"  next: {error.next_command}\n")
    leave(error.exit_code)
