"""All repositories over one database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cognito_emulator.cognito.store.auth_events import AuthEvents
from cognito_emulator.cognito.store.clients import Clients
from cognito_emulator.cognito.store.database import Database
from cognito_emulator.cognito.store.devices import Devices
from cognito_emulator.cognito.store.groups import Groups
from cognito_emulator.cognito.store.identities import ProviderIdentities
from cognito_emulator.cognito.store.passkeys import Passkeys
from cognito_emulator.cognito.store.people_search import PeopleSearches
from cognito_emulator.cognito.store.pools import Pools
from cognito_emulator.cognito.store.proofs import Proofs
from cognito_emulator.cognito.store.sealed import Seal
from cognito_emulator.cognito.store.sent_messages import SentMessages
from cognito_emulator.cognito.store.sign_ins import SignIns
from cognito_emulator.cognito.store.user_imports import UserImports
from cognito_emulator.cognito.store.users import Users


@dataclass(frozen=True)
class Store:
    database: Database
    pools: Pools
    clients: Clients
    users: Users
    groups: Groups
    identities: ProviderIdentities
    proofs: Proofs
    sign_ins: SignIns
    messages: SentMessages
    auth_events: AuthEvents
    user_imports: UserImports
    passkeys: Passkeys
    devices: Devices
    people_searches: PeopleSearches

    @classmethod
    def open(cls, path: Path | None = None, key: bytes | None = None) -> Store:
        """In a file, with mails encrypted by a key; in memory for None. Raises StoreError."""
        return cls._over(Database.open(path), key)

    @classmethod
    def of_copy(cls, content: bytes) -> Store:
        """In memory, as `Database.copy` has found another one in memory. Raises StoreError."""
        return cls._over(Database.of_copy(content), None)

    @classmethod
    def _over(cls, database: Database, key: bytes | None) -> Store:
        return cls(
            database,
            Pools(database),
            Clients(database),
            Users(database),
            Groups(database),
            ProviderIdentities(database),
            Proofs(database),
            SignIns(database),
            SentMessages(database, Seal(key)),
            AuthEvents(database),
            UserImports(database),
            Passkeys(database),
            Devices(database),
            PeopleSearches(database),
        )

    def reset(self) -> None:
        """Remove everything, of every account."""
        with self.database.transaction():
            self.pools.forget_all()
            self.clients.forget_pool()
            self.messages.clear()
