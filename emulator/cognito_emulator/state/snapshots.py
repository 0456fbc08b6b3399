"""Snapshots of the emulator that runs, and the one that it has begun with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cognito_emulator.cognito.store.database import Database
from cognito_emulator.state.content import content_of
from cognito_emulator.state.services import load_services, services_state
from cognito_emulator.state.snapshot_file import Snapshot


@dataclass(frozen=True)
class Snapshots:
    """Takes them of the emulator at `endpoint_url`, and restores the one that it began with, if it did."""

    scratch: Path
    user_pools: Database
    endpoint_url: str
    began_with: Snapshot | None

    def taken(self, companion: bytes) -> bytes:
        """The content of a snapshot of this moment. Raises StateError."""
        return content_of(
            services_state(),
            self.scratch,
            companion,
            user_pools=self.user_pools,
            endpoint_url=self.endpoint_url,
        )

    def restore(self) -> None:
        """Give services what they had in the one that it began with. Raises StateError."""
        if self.began_with:
            load_services(self.began_with.services_at(self.endpoint_url))
