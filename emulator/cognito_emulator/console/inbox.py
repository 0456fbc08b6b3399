"""`/_inbox`: the mails and texts that the pools have sent, and the mails that apps have sent through SES.

`/_inbox.json` has the pools' own, the newest first, all or those `?to=ADDRESS`; DELETE clears them. Nothing
is delivered, unless SMTP_HOST says where to. The origin station lets only this machine in.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from cognito_emulator.cognito.store.sent_messages import SentMessage, SentMessages
from cognito_emulator.console.ses_mails import SesMails
from cognito_emulator.gateway.admission import INBOX_PATH
from cognito_emulator.pages import STATIC_PATH, page, static_files

JSON_PATH = f"{INBOX_PATH}.json"
MOST_SHOWN = 100
MOST_LISTED = 1000


@dataclass(frozen=True)
class ShownMessage:
    """A message on the page; `code` is the first six-digit number in it, or empty."""

    recipients: str
    subject: str
    text: str
    code: str
    sent: datetime


@dataclass(frozen=True)
class Inbox:
    """Serves the inbox and the files of all pages; `has` says which requests are for it."""

    messages: SentMessages
    of_apps: SesMails
    _static: Mount = field(default_factory=static_files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(f"{STATIC_PATH}/"):
            _, child = self._static.matches(scope)
            await self._static.handle({**scope, **child}, receive, send)
            return
        answer = await self._answer(Request(scope, receive))
        await answer(scope, receive, send)

    def has(self, scope: Scope) -> bool:
        return scope["path"] in (INBOX_PATH, JSON_PATH) or scope["path"].startswith(f"{STATIC_PATH}/")

    async def _answer(self, request: Request) -> Response:
        if request.url.path == INBOX_PATH and request.method in ("GET", "HEAD"):
            return page("inbox.html", mails=[_shown(each) for each in await self._newest()])
        if request.url.path == JSON_PATH and request.method in ("GET", "HEAD"):
            found = self.messages.newest(MOST_LISTED, request.query_params.get("to"))
            return JSONResponse({"messages": [_listed(each) for each in found]})
        if request.url.path == JSON_PATH and request.method == "DELETE":
            with self.messages.database.transaction():
                self.messages.clear()
            return Response(status_code=204)
        return Response(status_code=405, headers={"allow": "GET, HEAD, DELETE"})

    async def _newest(self) -> list[SentMessage]:
        """The newest first: the pools' own, and what apps have sent by SES."""
        sent = [*self.messages.newest(MOST_SHOWN), *await self.of_apps.all()]
        return sorted(sent, key=lambda message: message.sent, reverse=True)[:MOST_SHOWN]


def _shown(message: SentMessage) -> ShownMessage:
    return ShownMessage(
        recipients=message.to,
        subject=message.subject or ("Text message" if message.channel == "SMS" else "(no subject)"),
        text=message.text,
        code=message.code,
        sent=datetime.fromtimestamp(message.sent, tz=timezone.utc),
    )


def _listed(message: SentMessage) -> dict[str, object]:
    content = asdict(message)
    sender = content.pop("sender")
    return {"to": content.pop("to"), "from": sender, **content}
