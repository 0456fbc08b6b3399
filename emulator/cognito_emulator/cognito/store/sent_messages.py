"""Mails and texts that the pools have sent: kept for whoever develops."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from cognito_emulator.cognito.store.database import Database
from cognito_emulator.cognito.store.sealed import Seal

MOST_KEPT = 20_000
EMAIL, SMS = "EMAIL", "SMS"


@dataclass(frozen=True)
class SentMessage:
    """`text` is what is read of it, `html` the mail's own where it is HTML; `code` the secret in it.

    `channel` is EMAIL or SMS, `sent` in seconds of the epoch.
    """

    channel: str
    to: str = field(repr=False)
    sender: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    code: str = field(repr=False)
    sent: float


@dataclass
class SentMessages:
    database: Database
    seal: Seal = field(default_factory=Seal)

    def add(self, message: SentMessage) -> None:
        content = self.seal.closed(json.dumps(asdict(message)).encode())
        row = {"recipient": message.to.lower(), "channel": message.channel, "sent": message.sent}
        message_id = self.database.insert("messages", {**row, "content": content})
        self.database.run("DELETE FROM messages WHERE id <= ?", message_id - MOST_KEPT)

    def newest(self, limit: int, to: str | None = None) -> list[SentMessage]:
        """The newest first: to one recipient, in any case, or to all."""
        where, values = ("recipient = ?", [to.lower()]) if to is not None else ("1", [])
        rows = self.database.rows(
            f"SELECT content FROM messages WHERE {where} ORDER BY id DESC LIMIT ?", *values, limit
        )
        return [self._opened(content) for (content,) in rows]

    def page(
        self, before: int | None, limit: int, part_of_recipient: str = ""
    ) -> list[tuple[int, SentMessage]]:
        """The newest first, each with its number: those before a number, to whose address this belongs."""
        where = "(? IS NULL OR id < ?) AND (? = '' OR instr(recipient, ?) > 0)"
        part = part_of_recipient.lower()
        rows = self.database.rows(
            f"SELECT id, content FROM messages WHERE {where} ORDER BY id DESC LIMIT ?",
            *(before, before, part, part, limit),
        )
        return [(number, self._opened(content)) for number, content in rows]

    def find(self, number: int) -> SentMessage | None:
        row = self.database.row("SELECT content FROM messages WHERE id = ?", number)
        return self._opened(row[0]) if row else None

    def recipients(self, limit: int) -> list[str]:
        """Whom was written to, the last one first, in lower case."""
        rows = self.database.rows(
            "SELECT recipient FROM messages GROUP BY recipient ORDER BY max(id) DESC LIMIT ?", limit
        )
        return [recipient for (recipient,) in rows]

    def clear(self) -> None:
        self.database.run("DELETE FROM messages")

    def clear_of_pool(self, pool_id: str) -> None:
        """Those to the addresses that people of the pool have now."""
        self.database.run(
            "DELETE FROM messages WHERE recipient IN (SELECT lower(value) FROM user_attributes "
            "WHERE pool_id = ? AND name IN ('email', 'phone_number'))",
            pool_id,
        )

    def _opened(self, content: bytes) -> SentMessage:
        return SentMessage(**json.loads(self.seal.opened(content)))
