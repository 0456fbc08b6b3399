"""All that an emulator holds, as one archive: services, user pools, files, the caller's companion."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cognito_emulator.cognito.store.database import Database
from cognito_emulator.state.archive import members_of, packed

KEPT_FILES = ("state", "s3")
"""What MiniStack itself writes below the emulator's own temporary directory and finds again there."""
USER_POOLS, COMPANION, ENDPOINT = "user-pools.sqlite", "companion", "endpoint"
_SERVICES = "services/"


def content_of(
    services: Mapping[str, bytes],
    scratch: Path,
    companion: bytes | None,
    *,
    user_pools: Database | None = None,
    endpoint_url: str | None = None,
) -> bytes:
    """The archive of these services' states by their name and of their files below `scratch`.

    `companion` is what belongs to the state and is the caller's. The user pools and the emulator's own
    address are in it only where they are given.
    """
    members = service_members(services)
    if user_pools:
        members[USER_POOLS] = user_pools.copy()
    if companion is not None:
        members[COMPANION] = companion
    if endpoint_url:
        members[ENDPOINT] = endpoint_url.encode()
    return packed(members, scratch, KEPT_FILES)


def service_members(services: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members of an archive that services' states are."""
    return {f"{_SERVICES}{name}": state for name, state in services.items()}


def services_in(content: bytes) -> dict[str, bytes]:
    """The services' states by their name."""
    members = members_of(content)
    return {n.removeprefix(_SERVICES): m for n, m in members.items() if n.startswith(_SERVICES)}
