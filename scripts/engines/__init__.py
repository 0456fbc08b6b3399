"""Where a stack runs on this machine: one module for each engine, chosen by name.

`aws` is no engine of this package: nothing is started there, `terraform apply` goes to the real thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class EngineSettings:
    """What `make up` was asked for: the port on loopback, and whether the engine's state outlives it."""

    port: int
    persist: bool


class Engine(Protocol):
    """An emulator that can be started here. Every refusal is a CommandError that names the next command."""

    @property
    def name(self) -> str:
        """The name behind ENGINE=."""

    def check(self) -> None:
        """Raise CommandError if this engine cannot run on this machine."""

    def start(self, settings: EngineSettings) -> None:
        """Start it and return once it answers; nothing is left running if it does not."""

    def is_running(self) -> bool:
        """Whether what `start` started is still there."""

    def stop(self) -> None:
        """Stop what `start` started, and only that; no error if it is gone already."""

    def logs(self, *, follow: bool) -> None:
        """Print the engine's log to standard output; with `follow`, until Ctrl-C."""


def endpoint_url(port: int) -> str:
    """The address at which every local engine answers."""
    return f"http://127.0.0.1:{port}"
