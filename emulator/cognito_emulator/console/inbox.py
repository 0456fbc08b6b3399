"""`/_inbox`: the mails that the engine has sent, for whoever sits at this machine.

The engine delivers no mail: MiniStack keeps each one, and this page shows them, the newest first.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.pages import STATIC_PATH, page, static_files

PATH = "/_inbox"
SENT_MAIL = "/_ministack/ses/messages"
MOST_SHOWN = 100
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_TAG = re.compile(r"<[^>]*>")
_ROUTES = Path("/proc/net/route")


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
        elif scope["path"] == PATH:
            response = await self._inbox(Request(scope))
            await response(scope, receive, send)
        elif scope["path"].startswith(f"{STATIC_PATH}/"):
            _, child = self._static.matches(scope)
            await self._static.handle({**scope, **child}, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _inbox(self, request: Request) -> Response:
        if not _is_from_this_machine(request):
            return page(
                "hosted_ui/error.html",
                status=403,
                title="The inbox is for this machine",
                explanation="Open it in a browser on the machine that runs the engine, at 127.0.0.1.",
                go_on=None,
            )
        return page("inbox.html", mails=await self._mails())

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
    code = _CODE.search(text)
    return Mail(
        recipients=", ".join(message.get("To") or []),
        sender=str(message.get("Source") or ""),
        subject=str(message.get("Subject") or "(no subject)"),
        text=" ".join(text.split()),
        code=code.group() if code else "",
        sent=datetime.fromtimestamp(float(message["Timestamp"]), tz=timezone.utc),
    )


def _is_from_this_machine(request: Request) -> bool:
    """By the peer's address, and by the host name asked for: another site's name may lead to loopback too."""
    host = request.url.hostname or ""
    peer = request.client.host if request.client else ""
    return (host == "localhost" or _is_loopback(host)) and (_is_loopback(peer) or peer in _gateways())


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _gateways() -> Sequence[str]:
    """In a container the machine itself comes by the default gateway; elsewhere that is somebody's router."""
    in_container = Path("/.dockerenv").exists() and _ROUTES.exists()
    return gateways_in(_ROUTES.read_text()) if in_container else []


def gateways_in(routes: str) -> Sequence[str]:
    """The addresses of the default gateways in Linux's table of routes: hexadecimal, the last byte first."""
    rows = [line.split() for line in routes.splitlines()[1:]]
    return [str(ipaddress.ip_address(bytes.fromhex(row[2])[::-1])) for row in rows if row[1] == "00000000"]
