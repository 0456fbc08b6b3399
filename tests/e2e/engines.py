"""The stack of each engine that the end-to-end tests can run on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.errors import CommandError
from scripts.operator.aws_stack import aws_stack as deployed_on_aws
from scripts.running_stack import running_stack as deployed_here
from scripts.stack_file import Stack
from tests.e2e.mails import check_sender
from tests.embedded_stack import deployed_stack, embedded_stack

UNUSABLE = 4
OF_THIS_PROJECT = ("embedded", "container")
"""Engines that list what they have mailed, and mail for the tests alone."""


@contextmanager
def stack_of(engine: str, directory: Path, *, yes_real_aws: bool, mails: int) -> Iterator[Stack]:
    """A deployed stack; what was started for it is gone after the body. ``mails`` may be sent on AWS."""
    if engine == "embedded":
        with embedded_stack(directory) as stack:
            yield stack
    elif engine in ("container", "localstack"):
        with _in_a_container(engine) as endpoint_url:
            yield deployed_stack(engine, endpoint_url, directory)
    else:
        yield stack_of_make_up() if engine == "running" else aws_stack(yes_real_aws=yes_real_aws, mails=mails)


@contextmanager
def _in_a_container(engine: str) -> Iterator[str]:
    # who tests what runs has no testcontainers
    from tests.engine_containers import container_engine, localstack_engine, skip_without_docker  # noqa: PLC0415

    if engine == "localstack":
        with localstack_engine() as endpoint_url:
            yield endpoint_url
    else:
        skip_without_docker()
        with container_engine() as endpoint_url:
            yield endpoint_url


def stack_of_make_up() -> Stack:
    """The stack of `make up`; ends the test run with the next command where there is none."""
    try:
        return deployed_here()
    except CommandError as error:
        pytest.exit(f"{error} Next: {error.next_command}", UNUSABLE)


def aws_stack(*, yes_real_aws: bool, mails: int) -> Stack:
    """The stack that `terraform apply` has deployed to AWS; ends the run where it is not to be tested."""
    if not yes_real_aws:
        pytest.exit(
            "--engine aws signs people up in your AWS account. Next: the same with --yes-real-aws", UNUSABLE
        )
    try:
        stack = deployed_on_aws()
        check_sender(stack, mails)
    except CommandError as error:
        pytest.exit(f"{error} Next: {error.next_command}", UNUSABLE)
    return stack
