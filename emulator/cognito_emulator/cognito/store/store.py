"""All repositories over one database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cognito_emulator.cognito.store.clients import Clients
from cognito_emulator.cognito.store.database import Database
from cognito_emulator.cognito.store.groups import Groups
from cognito_emulator.cognito.store.pools import Pools
from cognito_emulator.cognito.store.proofs import Proofs
from cognito_emulator.cognito.store.sealed import Seal
from cognito_emulator.cognito.store.sent_messages import SentMessages
from cognito_emulator.cognito.store.sign_ins import SignIns
from cognito_emulator.cognito.store.users import Users


@dataclass(frozen=True)
class Store:
    database: Database
    pools: Pools
    clients: Clients
    users: Users
    groups: Groups
    proofs: Proofs
    sign_ins: SignIns
    messages: SentMessages

    @classmethod
    def open(cls, path: Path | None = None, key: bytes | None = None) -> Store:
        """In a file, with mails encrypted by a key; in memory for None. Raises StoreError."""
        database = Database.open(path)
        return cls(
            database,
            Pools(database),
            Clients(database),
            Users(database),
            Groups(database),
            Proofs(database),
            SignIns(database),
            SentMessages(database, Seal(key)),
        )

    def reset(self) -> None:
        """Remove everything, of every account."""
        with self.database.transaction():
            self.pools.forget_all()
            self.clients.forget_pool()
            self.messages.clear()
