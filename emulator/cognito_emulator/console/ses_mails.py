"""The mails that apps have sent through Amazon SES: MiniStack keeps them, and the console shows them too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp

from cognito_emulator.cognito.messages.code import code_in
from cognito_emulator.cognito.store.sent_messages import EMAIL, SentMessage
from cognito_emulator.console.in_process import asked

SENT_MAIL = "/_ministack/ses/messages"
_TAG = re.compile(r"<[^>]*>")
# and no other white space: what hides is to be seen
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class SesMails:
    """`app` is MiniStack."""

    app: ASGIApp

    async def all(self) -> dict[str, SentMessage]:
        """Of all accounts, by what SES's MessageId begins with, in no order."""
        answer = await asked(self.app, SENT_MAIL)
        mails = [mail for account in answer["messages"].values() for mail in account]
        return {str(mail["MessageId"]).partition("@")[0]: _mail(mail) for mail in mails}

    def clear(self) -> None:
        """Of all accounts and Regions; MiniStack has no call for it."""
        from ministack.services import ses  # noqa: PLC0415

        ses._sent_emails.clear()


def _mail(message: dict[str, Any]) -> SentMessage:
    html = message.get("BodyHtml") or ""
    text = _BLANKS.sub(" ", message.get("BodyText") or _TAG.sub(" ", html)).strip(" ")
    return SentMessage(
        channel=EMAIL,
        to=", ".join(message.get("To") or []),
        sender=str(message.get("Source") or ""),
        subject=str(message.get("Subject") or ""),
        text=text,
        html=html,
        code=code_in(text),
        sent=float(message["Timestamp"]),
    )
