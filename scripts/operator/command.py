"""What all operator's commands share: which stack they work on, and what AWS's refusals become."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from scripts.console import run_command
from scripts.errors import CommandError
from scripts.operator.aws_stack import aws_stack
from scripts.paths import STACK_FILE
from scripts.running_stack import running_stack
from scripts.stack_file import Stack


def run_operator_command(options: argparse.Namespace, command: Callable[[Stack], int]) -> None:
    """Run a command on the chosen stack and exit with its status; whatever AWS refuses is told in a line."""

    def on_the_stack() -> int:
        stack = _chosen_stack(options)
        with _readable_refusals(stack):
            return command(stack)

    run_command(on_the_stack)


def add_stack_options(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--stack-file", type=Path, default=STACK_FILE, help="default: .local/stack.json, by `make up`"
    )
    which.add_argument(
        "--aws",
        action="store_true",
        help="the stack that `terraform apply` has deployed from terraform/, with your own AWS credentials",
    )


def add_person_options(parser: argparse.ArgumentParser) -> None:
    """Whom a command is about: by the address that the pool has now, or by the sub that never changes."""
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--email", help="the e-mail address that the user pool has for them now")
    who.add_argument("--sub", help="their sub, as the lists show it")


def _chosen_stack(options: argparse.Namespace) -> Stack:
    if options.aws:
        return aws_stack()
    return running_stack(options.stack_file)


@contextmanager
def _readable_refusals(stack: Stack) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        details = error.response["Error"]
        raise CommandError(
            f"AWS refused {error.operation_name}: {details['Code']}: {details['Message']}",
            "aws sts get-caller-identity" if stack.endpoint_url is None else "make status",
        ) from None
    except BotoCoreError as error:
        raise CommandError(
            f"AWS could not be asked: {error}",
            "aws sts get-caller-identity" if stack.endpoint_url is None else "make status",
        ) from None
