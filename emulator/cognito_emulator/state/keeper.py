"""Saves the emulator's whole state, and restores it: services, user pools, files, the caller's companion.

The user pools are in a database of their own, which has every change as soon as it is answered. All other
services are saved a moment after they have changed: whoever kills the emulator loses what they did in that
moment and no more.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from pathlib import Path

from cognito_emulator.cognito.store.database import Database, StoreError
from cognito_emulator.state.archive import members_of
from cognito_emulator.state.content import COMPANION, USER_POOLS, content_of, services_in
from cognito_emulator.state.directory import StateDirectory
from cognito_emulator.state.errors import StateError
from cognito_emulator.state.generation_file import Generation
from cognito_emulator.state.services import load_services, services_state

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_SAVES = 0.5


@dataclass
class StateKeeper:
    """`companion` is what belongs to the state and is the caller's: the record of whoever deploys into it.

    From `begin_change` to the next `save` the two do not fit each other, so nothing is saved in between.
    """

    directory: StateDirectory
    scratch: Path
    user_pools: Database
    companion: bytes | None = None
    is_changing: bool = False
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    _has_changed: asyncio.Event = field(default_factory=asyncio.Event)

    def restore(self) -> None:
        """Give services what the newest generation holds. Raises StateError.

        A change that was begun and not ended is undone in the pools' descriptions too; who is in them stays.
        """
        newest = self.directory.newest
        if not newest:
            return
        members = members_of(newest.content)
        load_services(services_in(newest.content))
        if self.directory.begun_from == newest.number and USER_POOLS in members:
            try:
                self.user_pools.roll_back_settings(members[USER_POOLS])
            except StoreError as error:
                raise StateError(str(error)) from error
        self.directory.end_change()
        self.companion = members.get(COMPANION)

    async def begin_change(self) -> None:
        """The companion's owner starts to change what is deployed, and will save when that is done.

        Raises StateError where what is deployed now cannot be saved.
        """
        if self.is_changing:
            return
        await self._save(self.companion, with_user_pools=True)
        self.directory.begin_change()
        self.is_changing = True

    async def save(self, companion: bytes | None) -> Generation:
        """Keep everything as it is now, with this companion. Raises StateError; nothing is lost then."""
        generation = await self._save(companion)
        self.directory.end_change()
        self.is_changing = False
        return generation

    def note_a_change(self) -> None:
        """Something has changed in a service; it is saved soon."""
        self._has_changed.set()

    async def keep_saving(self) -> None:
        """Save what changes, until it is cancelled; what fails is logged, and tried at the next change."""
        while True:
            await self._has_changed.wait()
            await asyncio.sleep(SECONDS_BETWEEN_SAVES)  # one save for all that changes in the meantime
            self._has_changed.clear()
            if self.is_changing:
                continue
            try:
                await self._save(self.companion)
            except StateError as error:
                logger.error("%s", error)  # noqa: TRY400 - the sentence is all that helps

    async def save_at_stop(self) -> None:
        """Keep everything for the next run. Raises StateError, in the middle of a change too."""
        if self.is_changing:
            raise StateError(
                f"Stopped in the middle of a change, so {self.directory.path} keeps the state of the last "
                "save; what came after it is lost, but for people."
            )
        await self.save(self.companion)

    async def _save(self, companion: bytes | None, *, with_user_pools: bool = False) -> Generation:
        async with self._one_at_a_time:
            # no await while it is read: what is kept is the state of one moment
            user_pools = self.user_pools if with_user_pools else None
            content = content_of(services_state(), self.scratch, companion, user_pools=user_pools)
            generation = await asyncio.to_thread(self.directory.save, content)
            self.companion = companion
            return generation
