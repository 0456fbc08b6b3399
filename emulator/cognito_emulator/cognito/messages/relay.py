"""Mail on its way out of this machine, where SMTP_HOST is set: `HOST` or `HOST:PORT`."""

from __future__ import annotations

import asyncio
import logging
import smtplib
from dataclasses import dataclass, field
from email.message import EmailMessage

logger = logging.getLogger(__name__)

DEFAULT_PORT = 25
_SECONDS = 10


@dataclass
class MailRelay:
    """Hands each mail to an SMTP server in the background; to none where `server` is empty."""

    server: str = ""
    _on_their_way: set[asyncio.Task[None]] = field(default_factory=set)

    def send(self, sender: str, to: str, subject: str, body: str, *, is_html: bool) -> None:
        if not self.server:
            return
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, " ".join(subject.split())
        mail.set_content(body, subtype="html" if is_html else "plain")
        task = asyncio.create_task(asyncio.to_thread(self._deliver, mail))
        self._on_their_way.add(task)
        task.add_done_callback(self._forget)

    def _deliver(self, mail: EmailMessage) -> None:
        host, _, port = self.server.partition(":")
        with smtplib.SMTP(host, int(port or DEFAULT_PORT), timeout=_SECONDS) as server:
            server.send_message(mail)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._on_their_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("SMTP_HOST=%s has taken no mail: %s", self.server, type(error).__name__)
