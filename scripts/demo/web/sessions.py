"""Who is signed in to the app, in memory: a random cookie and what belongs to it."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from scripts.demo.web.hosted_ui import Attempt

COOKIE = "demo_web"
MOST_SESSIONS = 1_000


@dataclass
class Session:
    """`attempt` is there while somebody is at the hosted UI, `claims` once they are signed in."""

    attempt: Attempt | None = None
    claims: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def is_signed_in(self) -> bool:
        return self.claims is not None and float(self.claims["exp"]) > time.time()


@dataclass
class Sessions:
    """Ends with the process; a token's own expiry ends a sign-in."""

    _by_id: OrderedDict[str, Session] = field(default_factory=OrderedDict)

    def of(self, request: Request) -> Session:
        return self._by_id.get(request.cookies.get(COOKIE, ""), Session())

    def start(self, response: Response, session: Session) -> Response:
        """Give the browser a new cookie, so that nobody can have known it before."""
        session_id = secrets.token_urlsafe(32)
        self._by_id[session_id] = session
        while len(self._by_id) > MOST_SESSIONS:
            self._by_id.popitem(last=False)
        response.set_cookie(COOKIE, session_id, httponly=True, samesite="lax")
        return response

    def end(self, request: Request, response: Response) -> Response:
        self._by_id.pop(request.cookies.get(COOKIE, ""), None)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response
