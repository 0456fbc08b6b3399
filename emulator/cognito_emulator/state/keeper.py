"""Saves the emulator's whole state, and restores it: services, codes, files, and the caller's companion."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path

from cognito_emulator.cognito.rules.codes import ConfirmationCodes
from cognito_emulator.state.archive import members_of, packed
from cognito_emulator.state.directory import StateDirectory
from cognito_emulator.state.errors import StateError
from cognito_emulator.state.generation_file import Generation
from cognito_emulator.state.services import load_services, services_state

KEPT_FILES = ("state", "s3")
"""What MiniStack itself writes below the emulator's own temporary directory and finds again there."""
_SERVICES, _CODES, _COMPANION = "services/", "codes.json", "companion"


@dataclass
class StateKeeper:
    """`companion` is what belongs to the state and is the caller's: the record of whoever deploys into it.

    From `begin_change` to the next `save` the two do not fit each other, so a stop saves neither.
    """

    directory: StateDirectory
    scratch: Path
    codes: ConfirmationCodes
    companion: bytes | None = None
    is_changing: bool = False
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def restore(self) -> None:
        """Give services and codes what the newest generation holds. Raises StateError."""
        if not self.directory.newest:
            return
        members = members_of(self.directory.newest.content)
        states = {n.removeprefix(_SERVICES): m for n, m in members.items() if n.startswith(_SERVICES)}
        load_services(states)
        self.codes.load(json.loads(members[_CODES]))
        self.companion = members.get(_COMPANION)

    def begin_change(self) -> None:
        """The companion's owner starts to change what is deployed, and will save when that is done."""
        self.is_changing = True

    async def save(self, companion: bytes | None) -> Generation:
        """Keep everything as it is now, with this companion. Raises StateError; nothing is lost then."""
        async with self._one_at_a_time:
            # no await while it is read: what is kept is the state of one moment
            content = self._content(companion)
            generation = await asyncio.to_thread(self.directory.save, content)
            self.companion, self.is_changing = companion, False
            return generation

    async def save_at_stop(self) -> None:
        """Keep everything for the next run. Raises StateError, in the middle of a change too."""
        if self.is_changing:
            raise StateError(
                f"Stopped in the middle of a change, so {self.directory.path} keeps the state of the last "
                "save; what came after it is lost."
            )
        await self.save(self.companion)

    def _content(self, companion: bytes | None) -> bytes:
        members = {f"{_SERVICES}{name}": state for name, state in services_state().items()}
        members[_CODES] = json.dumps(self.codes.dumped()).encode()
        if companion is not None:
            members[_COMPANION] = companion
        return packed(members, self.scratch, KEPT_FILES)
