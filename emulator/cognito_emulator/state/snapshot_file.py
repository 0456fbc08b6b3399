"""A snapshot: all that an emulator holds, in a file that others begin with (`--snapshot FILE`).

The file is one generation (`generation_file`); the key that it is encrypted with is the file `key` beside it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cognito_emulator.state.archive import members_of, repacked
from cognito_emulator.state.content import COMPANION, ENDPOINT, USER_POOLS, service_members, services_in
from cognito_emulator.state.errors import StateError
from cognito_emulator.state.generation_file import (
    KEY_BYTES,
    DamagedError,
    decoded,
    encoded,
    new_generation,
)
from cognito_emulator.state.whole_files import OWNERS_DIRECTORY, write_whole

KEY_FILE = "key"


@dataclass(frozen=True)
class Snapshot:
    """What a snapshot's file holds: an archive of `content`."""

    content: bytes

    @property
    def user_pools(self) -> bytes:
        """The content of a file of SQLite's."""
        return members_of(self.content)[USER_POOLS]

    def services_at(self, endpoint_url: str) -> dict[str, bytes]:
        """The services' states by their name, with this address's port in the place of the one they had."""
        return {name: self._moved(state, endpoint_url) for name, state in services_in(self.content).items()}

    def companion_at(self, endpoint_url: str) -> bytes:
        """What belongs to the state and is for whoever took the snapshot, moved to this port too."""
        return self._moved(members_of(self.content)[COMPANION], endpoint_url)

    def generation_at(self, endpoint_url: str) -> bytes:
        """What a state directory keeps for an emulator at this address; the user pools have a file there."""
        services = service_members(self.services_at(endpoint_url))
        return repacked(self.content, {**services, COMPANION: self.companion_at(endpoint_url)})

    def _moved(self, text: bytes, endpoint_url: str) -> bytes:
        before, now = urlsplit(members_of(self.content)[ENDPOINT].decode()), urlsplit(endpoint_url)
        # MiniStack keeps a queue's address with the name localhost, whatever name it is called by; a port
        # that only begins with the same digits is another one
        hosts = "|".join(map(re.escape, {str(before.hostname), "localhost"}))
        addresses = re.compile(rf"(://(?:{hosts})):{before.port}(?!\d)".encode())
        return addresses.sub(rf"\g<1>:{now.port}".encode(), text)


def read_snapshot(file: Path) -> Snapshot:
    """Raises StateError for a file that is not there, is none, or is not whole."""
    try:
        generation = decoded(file.read_bytes(), (file.parent / KEY_FILE).read_bytes())
    except OSError as error:
        raise StateError(f"Cannot read {error.filename}: {error.strerror}.") from error
    except DamagedError as damage:
        raise StateError(f"{file} {damage}. Begin without it, or with another one.") from None
    return Snapshot(generation.content)


def write_snapshot(file: Path, content: bytes) -> None:
    """Keep what `Snapshots.taken` gave, encrypted, for its owner alone. Raises OSError."""
    file.parent.mkdir(mode=OWNERS_DIRECTORY, parents=True, exist_ok=True)
    key = os.urandom(KEY_BYTES)
    write_whole(file.parent / KEY_FILE, key)
    write_whole(file, encoded(new_generation(1, content), key))
