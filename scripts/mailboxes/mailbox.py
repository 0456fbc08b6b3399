"""How a person's confirmation code is read: one small class for each engine that mails one."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from cognito_emulator.cognito.messages.code import code_in
from scripts import loopback
from scripts.errors import CommandError
from scripts.health import wait_until

MAIL_SECONDS = 10
LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Mail:
    """One mail as its reader sees it, and the six digits in it."""

    sender: str
    recipient: str
    subject: str
    text: str
    code: str


class Mailbox(Protocol):
    """The mails that an engine has sent."""

    def mails_to(self, address: str) -> list[Mail]:
        """The mails with a code that were sent to this address, oldest first."""

    def mails(self) -> list[Mail]:
        """All mails with a code, oldest first."""


def newest_mail(mailbox: Mailbox, address: str, already_seen: int = 0) -> Mail:
    """Wait, 10 s at most, for a mail beyond those already seen, and return the newest."""
    if not wait_until(lambda: len(mailbox.mails_to(address)) > already_seen, MAIL_SECONDS):
        raise CommandError(f"No mail with a code came within {MAIL_SECONDS} s.", "make logs")
    return mailbox.mails_to(address)[-1]


@dataclass(frozen=True)
class MiniStackMailbox:
    """The emulator keeps what it would have mailed and shows it over HTTP (MiniStack's SES page)."""

    endpoint_url: str

    def mails_to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails() if mail.recipient.lower() == address.lower()]

    def mails(self) -> list[Mail]:
        page = loopback.get(f"{self.endpoint_url}/_ministack/ses/messages").raise_for_status()
        sent = [message for account in page.json()["messages"].values() for message in account]
        found = (_mail(message, recipient) for message in sent for recipient in message["To"])
        return [mail for mail in found if mail]


@dataclass
class CodeCollector:
    """Reads a mailbox for many people at once: one look at it every 0.2 s, however many wait."""

    mailbox: Mailbox
    _codes: dict[str, str] = field(default_factory=dict)
    _arrived: threading.Condition = field(default_factory=threading.Condition)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _reader: threading.Thread | None = None

    def __enter__(self) -> CodeCollector:
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        if self._reader:
            self._reader.join()

    def code_for(self, address: str) -> str:
        """The newest code mailed to this address; waits 10 s at most, then raises CommandError."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: address in self._codes, MAIL_SECONDS):
                raise CommandError(f"No mail with a code came within {MAIL_SECONDS} s.", "make logs")
            return self._codes[address]

    def _read(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            with suppress(httpx.TransportError):  # an engine that restarts is asked again
                mails = self.mailbox.mails()
                with self._arrived:
                    self._codes.update((mail.recipient, mail.code) for mail in mails)
                    self._arrived.notify_all()


def _mail(message: dict[str, str | None], address: str) -> Mail | None:
    text = message["BodyText"] or message["BodyHtml"] or ""
    code = code_in(text)
    return Mail(str(message["Source"]), address, str(message["Subject"]), text, code) if code else None
