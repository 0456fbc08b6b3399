"""All commands under one name, and what is said where one is called in a way that it cannot be."""

from __future__ import annotations

from collections.abc import Sequence

import click

from scripts.cli import checks, deploying, house_keeping, operating, stack
from scripts.errors import CommandError

NAME = "python3 -m scripts"
SECTIONS: dict[str, tuple[click.Command, ...]] = {
    "The stack on this machine": stack.COMMANDS,
    "Operating a stack: the one on this machine, or with --aws the one that terraform/ has deployed": (
        operating.COMMANDS
    ),
    "Checks": checks.COMMANDS,
    "Real AWS": deploying.COMMANDS,
    "House-keeping": house_keeping.COMMANDS,
}


def run(arguments: Sequence[str]) -> int:
    """The exit status of a command. Raises CommandError where it cannot be run as it is asked for."""
    program = _Program(NAME, commands=[command for group in SECTIONS.values() for command in group])
    try:
        with program.make_context(NAME, list(arguments) or ["help"]) as context:
            return int(program.invoke(context) or 0)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        raise CommandError(_in_words_of_make(error), _next(error), exit_code=2) from None


class _Program(click.Group):
    """Lists its commands by section, as `make` does."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(len(name) for name in self.list_commands(ctx))
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                rows = [(f"{command.name:<{width}}", command.get_short_help_str(200)) for command in commands]
                formatter.write_dl(rows)


def _in_words_of_make(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter) and error.param and error.ctx:
        return f"make {error.ctx.info_name} needs {str(error.param.name).upper()}=."
    return error.format_message()


def _next(error: click.UsageError) -> str:
    command = error.ctx.info_name if error.ctx and error.ctx.parent else None
    return f"{NAME} {command} --help" if command else "make help"
