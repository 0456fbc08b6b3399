"""A whole stack for a test session: an embedded engine of its own, the real Terraform applied to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.stack.deployment import deploy
from scripts.stack_file import Stack
from tests.emulator_process import running_emulator

REGION = "us-east-1"


@contextmanager
def embedded_stack(directory: Path) -> Iterator[Stack]:
    """Deploy this project's Terraform into an engine of its own; all of it is gone after the body."""
    with running_emulator() as endpoint_url:
        yield deployed_stack("embedded", endpoint_url, directory)


def deployed_stack(engine: str, endpoint_url: str, directory: Path) -> Stack:
    """Deploy this project's Terraform into the engine at this endpoint, from a copy in ``directory``."""
    outputs = deploy(endpoint_url, REGION, directory / "terraform").outputs
    return Stack.local(engine, endpoint_url, outputs)
