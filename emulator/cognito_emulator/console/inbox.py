"""`/_inbox`: the mails that the engine has sent. The origin station lets only this machine in.

The engine delivers no mail: MiniStack keeps each one, and this page shows them, the newest first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.messages.code import code_in
from cognito_emulator.gateway.admission import INBOX_PATH
from cognito_emulator.pages import STATIC_PATH, page, static_files

SENT_MAIL = "/_ministack/ses/messages"
MOST_SHOWN = 100
_TAG = re.compile(r"<[^>]*>")
# and no other white space: what hides is to be seen
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Mail:
    """`code` is the first six-digit number in it, or empty."""

    recipients: str
    sender: str
    subject: str
    text: str
    code: str
    sent: datetime


@dataclass
class Inbox:
    """Serves the inbox and the files of all pages; everything else goes on."""

    app: ASGIApp

    def __post_init__(self) -> None:
        self._static = static_files()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] == INBOX_PATH:
            response = page("inbox.html", mails=await self._mails())
            await response(scope, receive, send)
        elif scope["path"].startswith(f"{STATIC_PATH}/"):
            _, child = self._static.matches(scope)
            await self._static.handle({**scope, **child}, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _mails(self) -> list[Mail]:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", trust_env=False
        ) as client:
            answer = (await client.get(SENT_MAIL)).raise_for_status().json()
        messages = [message for account in answer["messages"].values() for message in account]
        messages.sort(key=lambda message: float(message["Timestamp"]), reverse=True)
        return [_mail(message) for message in messages[:MOST_SHOWN]]


def _mail(message: dict[str, Any]) -> Mail:
    text = message.get("BodyText") or _TAG.sub(" ", message.get("BodyHtml") or "")
    return Mail(
        recipients=", ".join(message.get("To") or []),
        sender=str(message.get("Source") or ""),
        subject=str(message.get("Subject") or "(no subject)"),
        text=_BLANKS.sub(" ", text).strip(" "),
        code=code_in(text),
        sent=datetime.fromtimestamp(float(message["Timestamp"]), tz=timezone.utc),
    )
