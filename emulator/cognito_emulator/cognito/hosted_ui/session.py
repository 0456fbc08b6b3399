"""What the hosted UI remembers of a browser between two pages, and the token that forms must bring back."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from cognito_emulator.cognito.federation.provider import OWN_DIRECTORY

LIFETIME_SECONDS = 3600
SIGNED_IN_SECONDS = 3600
AT_PROVIDER_SECONDS = 300
_MOST_AT_PROVIDERS = 10
MOST_SESSIONS = 10_000
CSRF_FIELD = "_csrf"


class PageSignIn(NamedTuple):
    """Who has signed in, by the store's id, when (seconds of the epoch), and through which provider."""

    user_id: int
    auth_time: float
    provider: str = OWN_DIRECTORY


class AtProvider(NamedTuple):
    """A sign-in that goes on at a provider: for which request, what its answer has to bring, since when."""

    provider: str
    parameters: Mapping[str, str]
    nonce: str
    began: float


@dataclass
class Session:
    """One browser's, until it `expires` (seconds of the epoch).

    `username` is who it signs up, or resets the password of; `notice` is shown once. `signed_in` has who has
    signed in to a pool, by the pool's id; `newcomers` who has signed up here and not in yet, by the `sub`.
    """

    id: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    expires: float = 0.0
    username: str = field(default="", repr=False)
    notice: str = ""
    signed_in: dict[str, PageSignIn] = field(default_factory=dict, repr=False)
    gets_another_id: bool = False
    at_providers: dict[str, AtProvider] = field(default_factory=dict, repr=False)
    newcomers: set[str] = field(default_factory=set, repr=False)

    def sign_in(self, pool_id: str, user_id: int, now: float, provider: str = OWN_DIRECTORY) -> None:
        """For an hour this browser is not asked again; whoever has known its id before knows it no more."""
        self.signed_in[pool_id] = PageSignIn(user_id, now, provider)
        self.username = ""
        self.gets_another_id = True

    def signed_in_to(self, pool_id: str, now: float) -> PageSignIn | None:
        """Who has signed in to a pool less than an hour ago."""
        found = self.signed_in.get(pool_id)
        return found if found and now - found.auth_time < SIGNED_IN_SECONDS else None

    def takes_newcomer(self, sub: str) -> bool:
        """Whether somebody has signed up here and signs in for the first time."""
        is_new = sub in self.newcomers
        self.newcomers.discard(sub)
        return is_new

    def goes_to_provider(self, going: AtProvider) -> str:
        """The state that the provider's answer has to bring back; of many that began the last few count."""
        state = secrets.token_urlsafe(32)
        self.at_providers[state] = going
        while len(self.at_providers) > _MOST_AT_PROVIDERS:
            del self.at_providers[next(iter(self.at_providers))]
        return state

    def comes_back(self, state: str, now: float) -> AtProvider | None:
        """The sign-in that a provider answers: once, within five minutes, in the browser that began it."""
        found = self.at_providers.pop(state, None)
        return found if found and now - found.began < AT_PROVIDER_SECONDS else None

    def take_notice(self) -> str:
        notice, self.notice = self.notice, ""
        return notice


@dataclass
class Sessions:
    """In memory: they end with the engine, also where its pools are kept."""

    clock: Callable[[], float] = time.time
    _by_id: OrderedDict[str, Session] = field(default_factory=OrderedDict)

    def of(self, request: Request) -> Session:
        """The browser's session, or a new one."""
        session = self._by_id.get(request.cookies.get(_cookie_name(request), ""))
        if session is None or session.expires < self.clock():
            session = Session(expires=self.clock() + LIFETIME_SECONDS)
            self._by_id[session.id] = session
            self._drop_the_oldest()
        return session

    def remember(self, request: Request, response: Response, session: Session) -> None:
        """Give the browser its cookie, good for as long from now; no cache keeps it."""
        session.expires = self.clock() + LIFETIME_SECONDS
        self._by_id.pop(session.id, None)
        if session.gets_another_id:
            session.id, session.gets_another_id = secrets.token_urlsafe(32), False
        self._by_id[session.id] = session
        response.headers.setdefault("cache-control", "no-store")
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
