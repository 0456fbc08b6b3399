"""What the hosted UI remembers of a browser between two pages, and the token that forms must bring back."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

LIFETIME_SECONDS = 3600
MOST_SESSIONS = 10_000
CSRF_FIELD = "_csrf"


@dataclass
class Session:
    """One browser's. `username` is who it signs up, or resets the password of; `notice` is shown once.

    `signed_in` has the user, by the store's id, who has signed in to a pool, by the pool's.
    """

    id: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    expires: float = field(default_factory=lambda: time.monotonic() + LIFETIME_SECONDS)
    username: str = field(default="", repr=False)
    notice: str = ""
    signed_in: dict[str, int] = field(default_factory=dict, repr=False)

    def take_notice(self) -> str:
        notice, self.notice = self.notice, ""
        return notice


@dataclass
class Sessions:
    """In memory: they end with the engine, also where its pools are kept."""

    _by_id: OrderedDict[str, Session] = field(default_factory=OrderedDict)

    def of(self, request: Request) -> Session:
        """The browser's session, or a new one."""
        session = self._by_id.get(request.cookies.get(_cookie_name(request), ""))
        if session is None or session.expires < time.monotonic():
            session = Session()
            self._by_id[session.id] = session
            self._drop_the_oldest()
        return session

    def remember(self, request: Request, response: Response, session: Session) -> None:
        """Give the browser its cookie."""
        response.set_cookie(
            _cookie_name(request),
            session.id,
            max_age=LIFETIME_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )

    def _drop_the_oldest(self) -> None:
        while len(self._by_id) > MOST_SESSIONS:
            self._by_id.popitem(last=False)


def brings_back(session: Session, token: object) -> bool:
    """Whether a form came from a page of this session."""
    return isinstance(token, str) and hmac.compare_digest(session.csrf.encode(), token.encode())


def _cookie_name(request: Request) -> str:
    # Cookies do not tell ports apart, and two engines may run on one machine.
    return f"hosted_ui_{request.url.port or 80}"
