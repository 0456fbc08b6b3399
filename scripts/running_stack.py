"""The stack of `make up`, once it is known to be there: its engine answers, and has what was deployed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from scripts.errors import CommandError
from scripts.health import answers_in_time
from scripts.paths import STACK_FILE
from scripts.stack_file import Stack, read_stack

GONE = "ResourceNotFoundException"


def running_stack(path: Path = STACK_FILE) -> Stack:
    """Read the stack file and look whether what it says is true; a slow engine is waited for.

    Raises CommandError where there is no stack, nothing answers, or what was deployed is gone.
    """
    stack = read_stack(path)
    if stack.endpoint_url and not answers_in_time(stack.endpoint_url, ca_bundle=stack.ca_bundle):
        raise CommandError(f"The stack of {path.name} does not answer at {stack.endpoint_url}.", "make up")
    if missing := missing_parts(stack):
        raise CommandError(what_is_missing(missing, stack), "make up")
    return stack


def missing_parts(stack: Stack) -> list[str]:
    """Which of the places that a sign-up needs are gone: user pool, table, function, each by its name.

    Raises CommandError where the engine cannot be asked.
    """
    return [name for name, look in _looks(stack).items() if _finds_nothing(look)]


def is_wiped(missing: list[str], stack: Stack) -> bool:
    """Whether so much is gone that somebody must have reset the engine as a whole."""
    return len(missing) == len(_looks(stack))


def what_is_missing(missing: list[str], stack: Stack) -> str:
    """A sentence about parts that are gone."""
    parts = " and no ".join(missing)
    return f"The engine at {stack.endpoint_url} has no {parts}: it was reset, or they were deleted."


def _looks(stack: Stack) -> dict[str, Callable[[], object]]:
    pool, table, function = stack.user_pool_id, stack.table_name, stack.post_confirmation_function_name
    return {
        f"user pool {pool}": lambda: stack.cognito().describe_user_pool(UserPoolId=pool),
        f"table {table}": lambda: stack.dynamodb().describe_table(TableName=table),
        f"function {function}": lambda: stack.client("lambda").get_function(FunctionName=function),
    }


def _finds_nothing(look: Callable[[], object]) -> bool:
    try:
        look()
    except ClientError as error:
        if error.response["Error"]["Code"] == GONE:
            return True
        raise CommandError(f"The engine refuses to tell what is deployed: {error}", "make logs") from None
    except BotoCoreError as error:
        raise CommandError(f"The engine has stopped answering: {error}", "make status") from None
    return False
