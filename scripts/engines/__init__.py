"""Where a stack runs on this machine: one module for each engine, chosen by name.

`aws` is no engine of this package: nothing is started there, `terraform apply` goes to the real thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cognito_emulator.issuer import OF_AWS
from scripts.certificate import ca_bundle


@dataclass(frozen=True)
class EngineSettings:
    """What `make up` was asked for: the port on loopback, whether the engine's state outlives it, whether it
    serves https, whose address its tokens' issuer is, and what it logs: info (a line a call, and what
    functions write) or debug (all that it knows).
    """

    port: int
    persist: bool
    tls: bool = False
    issuer: str = OF_AWS
    log: str = "info"

    @property
    def endpoint_url(self) -> str:
        """Where the engine answers."""
        return endpoint_url(self.port, tls=self.tls)

    @property
    def ca_bundle(self) -> str | None:
        """What its https is trusted by. Raises CommandError for a certificate that cannot be served."""
        return ca_bundle() if self.tls else None


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


def endpoint_url(port: int, *, tls: bool = False) -> str:
    """The address at which every local engine answers."""
    return f"{'https' if tls else 'http'}://127.0.0.1:{port}"
