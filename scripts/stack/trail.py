"""The trail that an account has on AWS and an engine's has not: without it nobody is told of a new address.

docs/production.md makes it for an account, since it is for all that is in there and no part of this stack.
"""

from __future__ import annotations

import json
from contextlib import suppress

from scripts.errors import CommandError
from scripts.stack_file import Stack

# whether LocalStack's CloudTrail tells EventBridge of a call is not known
ENGINES = ("embedded", "container")
NAME = "sign-up"


def start_trail(stack: Stack) -> bool:
    """Let a trail log management events; false for an engine that would tell nobody of them.

    Raises CommandError where the function that the events go to does not answer.
    """
    if stack.engine not in ENGINES:
        return False
    _ask_repair_function(stack)
    cloudtrail = stack.client("cloudtrail")
    with suppress(cloudtrail.exceptions.TrailAlreadyExistsException):
        cloudtrail.create_trail(Name=NAME, S3BucketName=NAME)
    cloudtrail.start_logging(Name=NAME)
    return True


def _ask_repair_function(stack: Stack) -> None:
    """Once asked, it is warm: the first changed address is in the profile as soon as those after it."""
    name = stack.outputs["repair_function_name"]
    answer = stack.client("lambda").invoke(FunctionName=name, Payload=json.dumps({"Records": []}))
    if "FunctionError" in answer:
        raise CommandError(f"{name} fails on a batch without messages.", "make logs   (what it says)")
