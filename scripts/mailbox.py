"""How a person's confirmation code is read: one small class for each engine that mails one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

import httpx

from scripts.errors import CommandError
from scripts.health import wait_until

MAIL_SECONDS = 10
CODE = re.compile(r"\b\d{6}\b")


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
        answer = (
            httpx.get(f"{self.endpoint_url}/_ministack/ses/messages", timeout=5).raise_for_status().json()
        )
        sent = [message for account in answer["messages"].values() for message in account]
        mine = [message for message in sent if address.lower() in (to.lower() for to in message["To"])]
        return [mail for message in mine if (mail := _mail(message, address))]


def _mail(message: dict[str, str | None], address: str) -> Mail | None:
    text = message["BodyText"] or message["BodyHtml"] or ""
    code = CODE.search(text)
    if code is None:
        return None
    return Mail(str(message["Source"]), address, str(message["Subject"]), text, code.group())
