"""What the engine's owner has set, read once at the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cognito_emulator.certificate import Certificate
from cognito_emulator.console.person_commands import PersonCommand
from cognito_emulator.gateway.settings import OriginSettings


@dataclass(frozen=True)
class Settings:
    """`endpoint_url` is the engine's own address; `issuer_base` is what stands before a pool's id in its
    issuer, None for AWS's address; `has_limits` whether AWS's quotas on codes and attempts hold; mails go
    on to `smtp_host` too unless it is empty; without a `certificate` the engine speaks plain HTTP;
    `person_commands` are the buttons that a person's page of the console has of a stack's own.
    """

    origins: OriginSettings
    endpoint_url: str
    issuer_base: str | None
    has_limits: bool
    smtp_host: str
    certificate: Certificate | None
    log_level: str
    person_commands: Sequence[PersonCommand]
