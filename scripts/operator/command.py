"""What all operator's commands share: which stack they work on, and what AWS's refusals become."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from scripts.errors import CommandError
from scripts.operator.aws_stack import aws_stack
from scripts.operator.pool_user import PoolUser, user_of
from scripts.running_stack import running_stack
from scripts.stack_file import Stack


@dataclass(frozen=True)
class Who:
    """Whom a command is about: by the address that the pool has now, or by the sub that never changes."""

    email: str | None
    sub: str | None

    def in_pool(self, stack: Stack) -> PoolUser:
        """Raises CommandError where the pool has nobody of that name."""
        return user_of(stack, email=self.email, sub=self.sub)


@dataclass(frozen=True)
class WhichStack:
    """The one of a stack file, or the one that `terraform apply` has deployed."""

    file: Path
    on_aws: bool


def on_stack(which: WhichStack, command: Callable[[Stack], int]) -> int:
    """Run a command on the chosen stack; whatever AWS refuses is told in a line."""
    stack = aws_stack() if which.on_aws else running_stack(which.file)
    with _readable_refusals(stack):
        return command(stack)


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
