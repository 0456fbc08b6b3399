"""Messages: the mails and texts that the pools have sent, and the mails that apps have sent through SES.

The page is at `/_inbox` too. The HTML of a mail is a stranger's: it is shown in a frame of its own, where
nothing runs, nothing is loaded and nothing leads out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from cognito_emulator.cognito.store.sent_messages import SentMessage, SentMessages
from cognito_emulator.console.links import links_in
from cognito_emulator.console.page import ConsolePage, ConsoleParts, not_there, shown, utc
from cognito_emulator.console.ses_mails import SesMails
from cognito_emulator.gateway.admission import CONSOLE_PATH, INBOX_PATH

PATH = f"{CONSOLE_PATH}/messages"
ON_A_PAGE = 100
MOST_RECIPIENTS = 200
_SEE_OTHER = 303
_IN_A_FRAME = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}


def messages_page(parts: ConsoleParts) -> ConsolePage:
    pages = MessagePages(parts.service.cognito.store.messages, parts.mails_of_apps)
    routes = [
        Route(PATH, pages.listed),
        Route(INBOX_PATH, pages.listed),
        Route(f"{PATH}/clear", pages.clear, methods=["POST"]),
        Route(f"{PATH}/{{key}}/html", pages.html),
    ]
    return ConsolePage("Messages", PATH, routes)


@dataclass(frozen=True)
class ShownMessage:
    """`key` is the message's own; `code` is the secret in it, or empty; `links` are to be opened."""

    key: str
    recipients: str
    channel: str
    subject: str
    text: str = field(repr=False)
    code: str = field(repr=False)
    has_html: bool
    links: Sequence[str] = field(repr=False)
    sent: datetime


@dataclass(frozen=True)
class MessagePages:
    messages: SentMessages
    of_apps: SesMails

    async def listed(self, request: Request) -> Response:
        to = request.query_params.get("to", "").strip()
        before = _before(request)
        own = self.messages.page(before, ON_A_PAGE, to)
        found = [(str(number), message) for number, message in own]
        if before is None:  # they have no number: they stand before all pages
            found += [one for one in (await self.of_apps.all()).items() if to.lower() in one[1].to.lower()]
        found.sort(key=lambda one: one[1].sent, reverse=True)
        return shown(
            request,
            "messages.html",
            frames=True,
            here=PATH,
            to=to,
            mails=[_shown(key, message) for key, message in found],
            recipients=self.messages.recipients(MOST_RECIPIENTS),
            older=own[-1][0] if len(own) == ON_A_PAGE else None,
            notice="All messages are cleared." if request.query_params.get("done") == "clear" else "",
        )

    async def html(self, request: Request) -> Response:
        """A mail's own HTML, for the frame on the page."""
        key = request.path_params["key"]
        message = self.messages.find(int(key)) if _is_number(key) else (await self.of_apps.all()).get(key)
        if message is None or not message.html:
            return not_there(request, "There is no such mail, or it has no HTML.")
        return HTMLResponse(message.html, headers=_IN_A_FRAME)

    async def clear(self, _: Request) -> Response:
        with self.messages.database.transaction():
            self.messages.clear()
        self.of_apps.clear()
        return RedirectResponse(f"{PATH}?done=clear", _SEE_OTHER)


def _before(request: Request) -> int | None:
    text = request.query_params.get("before", "")
    return int(text) if _is_number(text) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _shown(key: str, message: SentMessage) -> ShownMessage:
    return ShownMessage(
        key,
        recipients=message.to,
        channel=message.channel,
        subject=message.subject or ("Text message" if message.channel == "SMS" else "(no subject)"),
        text=message.text,
        code=message.code,
        has_html=bool(message.html),
        links=links_in(message.html, message.text),
        sent=utc(message.sent),
    )
