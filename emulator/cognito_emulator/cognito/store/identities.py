"""Who signs in through an identity provider: what the provider says of them, and the pool's user they are."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_emulator.cognito.store.database import Database

SUBJECT = "Cognito_Subject"


@dataclass(frozen=True)
class ProviderIdentity:
    """`attribute` is SUBJECT, or the pool's attribute that the provider's claim is mapped to."""

    pool_id: str
    provider: str
    attribute: str
    value: str
    user_id: int
    created: float


@dataclass
class ProviderIdentities:
    database: Database

    def find(self, pool_id: str, provider: str, attribute: str, value: str) -> ProviderIdentity | None:
        where = "pool_id = ? AND provider = ? AND attribute = ? AND value = ?"
        row = self.database.row(
            f"SELECT {_COLUMNS} FROM provider_identities WHERE {where}", pool_id, provider, attribute, value
        )
        return ProviderIdentity(*row) if row else None

    def of_user(self, user_id: int) -> list[ProviderIdentity]:
        """The oldest first."""
        where = "user_id = ? ORDER BY created, provider, value"
        rows = self.database.rows(f"SELECT {_COLUMNS} FROM provider_identities WHERE {where}", user_id)
        return [ProviderIdentity(*row) for row in rows]

    def add(self, identity: ProviderIdentity) -> None:
        """sqlite3.IntegrityError where somebody has it: look before."""
        self.database.insert("provider_identities", vars(identity))

    def remove(self, identity: ProviderIdentity) -> None:
        self.database.run(
            "DELETE FROM provider_identities "
            "WHERE pool_id = ? AND provider = ? AND attribute = ? AND value = ?",
            *(identity.pool_id, identity.provider, identity.attribute, identity.value),
        )


_COLUMNS = "pool_id, provider, attribute, value, user_id, created"
