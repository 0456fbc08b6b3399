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
        return [SentMessage(**json.loads(self.seal.opened(content))) for (content,) in rows]

    def clear(self) -> None:
        self.database.run("DELETE FROM messages")
