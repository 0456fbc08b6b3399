"""Options that several commands share, and values that are checked in the words of `make`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scripts.errors import CommandError
from scripts.paths import STACK_FILE

if TYPE_CHECKING:
    from scripts.operator.command import WhichStack, Who


def of_a_stack(command: Callable[..., int]) -> Callable[..., int]:
    """--stack-file and --aws; the command gets `which`."""

    @click.option(
        "--stack-file",
        type=click.Path(path_type=Path),
        default=STACK_FILE,
        show_default=".local/stack.json, by make up",
        help="The file that says where the stack is.",
    )
    @click.option(
        "--aws",
        is_flag=True,
        help="The stack that `terraform apply` has deployed from terraform/, with your own AWS credentials.",
    )
    @wraps(command)
    def with_stack(*, stack_file: Path, aws: bool, **others: Any) -> int:
        if aws and stack_file != STACK_FILE:
            raise click.UsageError("--stack-file and --aws name two stacks.")
        return command(which=_which(stack_file, on_aws=aws), **others)

    return with_stack


def about_a_person(command: Callable[..., int]) -> Callable[..., int]:
    """--email and --sub; the command gets `who`."""

    @click.option("--email", help="The e-mail address that the user pool has for them now.")
    @click.option("--sub", help="Their sub, as the lists show it.")
    @wraps(command)
    def with_person(*, email: str | None, sub: str | None, **others: Any) -> int:
        name = click.get_current_context().info_name
        if bool(email) == bool(sub):
            raise CommandError(
                f"make {name} needs EMAIL= or SUB=, one of the two.",
                f"make {name} EMAIL=grace@example.com",
                exit_code=2,
            )
        return command(who=_who(email, sub), **others)

    return with_person


def whole_number(variable: str, text: str, most: int, example: str) -> int:
    """A number from 1 to `most`. Raises CommandError for what is none."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
        raise CommandError(
            f"{variable}={text} is no whole number from 1 to {most}.", f"make {example}", exit_code=2
        )
    return int(text)


def _which(file: Path, *, on_aws: bool) -> WhichStack:
    from scripts.operator.command import WhichStack

    return WhichStack(file, on_aws)


def _who(email: str | None, sub: str | None) -> Who:
    from scripts.operator.command import Who

    return Who(email, sub)
