"""Commands of a stack's own that its owner has given the engine for a person's page: approve, reject, …

What they do is the stack's affair. Each is a program of this machine, named when the engine was started, and
gets the person's sub; what it prints is shown.
"""

from __future__ import annotations

import asyncio
import os
import shlex
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import Sequence
from dataclasses import dataclass

SUB = "{sub}"
FORM = f"a person's command is NAME=COMMAND with {SUB} in it, such as 'Approve=./approve.sh {SUB}'"
SECONDS = 60
MOST_SHOWN = 4000
_PLAIN = {"NO_COLOR": "1", "COLUMNS": "100"}


class PersonCommandError(ValueError):
    """It is none; the text says how one is written."""


@dataclass(frozen=True)
class Outcome:
    """Whether a command has ended well, and what it said, or why nobody knows."""

    is_well: bool
    said: str


@dataclass(frozen=True)
class PersonCommand:
    """`name` stands on its button; of `arguments`, SUB is the person's."""

    name: str
    arguments: Sequence[str]

    async def run(self, sub: str) -> Outcome:
        """Run it to its end, for a minute at most. No shell reads what it is given."""
        arguments = [sub if each == SUB else each for each in self.arguments]
        try:
            process = await asyncio.create_subprocess_exec(
                *arguments, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, env={**os.environ, **_PLAIN}
            )
        except OSError as error:
            return Outcome(False, f"{self.name} could not be started: {error.strerror}.")
        try:
            said, _ = await asyncio.wait_for(process.communicate(), SECONDS)
        except (TimeoutError, asyncio.TimeoutError):
            return Outcome(False, f"{self.name} had not ended after {SECONDS} s, and was ended.")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        text = said.decode(errors="replace").strip()[-MOST_SHOWN:]
        return Outcome(process.returncode == 0, text or f"{self.name} ended with {process.returncode}.")


def person_command(text: str) -> PersonCommand:
    """NAME=COMMAND, as a shell would split it. Raises PersonCommandError."""
    name, _, command = text.partition("=")
    try:
        arguments = shlex.split(command)
    except ValueError:
        raise PersonCommandError(FORM) from None
    if not name.strip() or SUB not in arguments[1:]:
        raise PersonCommandError(FORM)
    return PersonCommand(name.strip(), arguments)
