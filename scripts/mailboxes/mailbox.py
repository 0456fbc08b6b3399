"""How a person's confirmation code is read: one small class for each engine that mails one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from scripts import loopback
from scripts.errors import CommandError
from scripts.health import wait_until

MAIL_SECONDS = 10


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
    mails: list[Mail] = []

    def has_come() -> bool:
        mails[:] = mailbox.mails_to(address)
        return len(mails) > already_seen

    if not wait_until(has_come, MAIL_SECONDS):
        raise CommandError(f"No mail with a code came within {MAIL_SECONDS} s.", "make logs")
    return mails[-1]


@dataclass(frozen=True)
class EmulatorMailbox:
    """The emulator keeps what it has mailed and texted, and lists it by address, the newest first."""

    endpoint_url: str
    ca_bundle: str | None = None

    def mails_to(self, address: str) -> list[Mail]:
        return self._listed({"to": address})

    def mails(self) -> list[Mail]:
        return self._listed({})

    def _listed(self, query: dict[str, str]) -> list[Mail]:
        url = f"{self.endpoint_url}/_inbox.json?{urlencode(query)}"
        answer = loopback.get(url, ca_bundle=self.ca_bundle).raise_for_status()
        found = [_mail(message) for message in answer.json()["messages"] if message["code"]]
        return found[::-1]


def _mail(message: dict[str, str]) -> Mail:
    return Mail(message["from"], message["to"], message["subject"], message["text"], message["code"])
