"""The app's pages: who is signed in, the way through the hosted UI and back, the people of the pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import jinja2
import jwt
from botocore.exceptions import BotoCoreError, ClientError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from cognito_emulator.inert_text import inert_in_page
from scripts.demo.web.hosted_ui import LOOPBACK, Attempt, HostedUi, SignInError
from scripts.demo.web.people import overview_of
from scripts.demo.web.sessions import Session, Sessions
from scripts.profile import profile_of
from scripts.stack_file import Stack
from scripts.tokens import CLAIMS

HERE = Path(__file__).parent
SEE_OTHER = 303
FIRST_OF_PROFILE = ("name", "email", "user_type", "status", "created_at")
MEANINGS = {
    **CLAIMS,
    "auth_time": "when they gave their password",
    "cognito:username": "who, by the name that the pool goes by",
    "custom:user_type": "what they asked to be at sign-up: never authorise by this",
    "iat": "when this token was made",
    "jti": "this token, for a list of those no longer good",
    "name": "what they call themselves",
    "origin_jti": "this sign-in, the same in every token that comes of it",
}

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=inert_in_page,
)


def create_app(stack: Stack, hosted_ui: HostedUi) -> Starlette:
    """The app as ASGI. It shows personal data to whoever asks, so it answers to loopback's names alone."""
    pages = _Pages(stack, hosted_ui)
    return Starlette(
        routes=[
            Route("/", pages.home),
            Route("/sign-up", pages.sign_up),
            Route("/sign-in", pages.sign_in),
            Route("/callback", pages.callback),
            Route("/sign-out", pages.sign_out, methods=["POST"]),
            Route("/people", pages.people),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK))],
        exception_handlers={404: pages.not_found},
    )


@dataclass
class _Pages:
    stack: Stack
    hosted_ui: HostedUi
    sessions: Sessions = field(default_factory=Sessions)

    async def home(self, request: Request) -> Response:
        session = self.sessions.of(request)
        if not session.is_signed_in or session.claims is None:
            return self._page("welcome.html")
        try:
            profile = await run_in_threadpool(profile_of, self.stack, session.claims["sub"])
        except (ClientError, BotoCoreError) as error:
            return self._stack_fails(error)
        return self._page(
            "home.html",
            claims=_rows(session.claims),
            name=session.claims.get("name") or session.claims.get("email"),
            groups=session.claims.get("cognito:groups", []),
            profile=_in_reading_order(profile or {}),
            expires=_time(session.claims["exp"]),
        )

    async def sign_up(self, _: Request) -> Response:
        attempt = Attempt()
        return self._to_hosted_ui(attempt, self.hosted_ui.sign_up_url(attempt))

    async def sign_in(self, _: Request) -> Response:
        attempt = Attempt()
        return self._to_hosted_ui(attempt, self.hosted_ui.sign_in_url(attempt))

    async def callback(self, request: Request) -> Response:
        query, attempt = request.query_params, self.sessions.of(request).attempt
        if "error" in query:
            reason = query.get("error_description") or query["error"]
            return self._problem("You are not signed in", f"The hosted UI refused: {reason}.")
        if attempt is None or query.get("state") != attempt.state or "code" not in query:
            return self._problem(
                "This sign-in did not start here",
                "It was finished already, or it began in another browser, or before the app's last start.",
            )
        try:
            claims = await run_in_threadpool(self.hosted_ui.claims_for, query["code"], attempt)
        except SignInError as failure:
            return self._problem("You are not signed in", str(failure))
        except jwt.InvalidTokenError as error:
            return self._problem("You are not signed in", f"The token is not to be trusted: {error}.")
        return self.sessions.start(RedirectResponse("/", SEE_OTHER), Session(claims=claims))

    async def sign_out(self, request: Request) -> Response:
        return self.sessions.end(request, RedirectResponse(self.hosted_ui.sign_out_url(), SEE_OTHER))

    async def people(self, _: Request) -> Response:
        try:
            overview = await run_in_threadpool(overview_of, self.stack)
        except (ClientError, BotoCoreError) as error:
            return self._stack_fails(error)
        return self._page("people.html", overview=overview)

    async def not_found(self, _: Request, __: Exception) -> Response:
        return self._problem("There is no such page", "The address is wrong.", 404)

    def _to_hosted_ui(self, attempt: Attempt, url: str) -> Response:
        return self.sessions.start(RedirectResponse(url, SEE_OTHER), Session(attempt=attempt))

    def _stack_fails(self, error: Exception) -> Response:
        return self._problem(
            "The stack does not answer as it should",
            f"{str(error).rstrip('.')}. If it was started anew, start this app anew too: "
            "make up, then make demo-web.",
            502,
        )

    def _problem(self, title: str, explanation: str, status: int = 400) -> Response:
        return self._page("problem.html", status, title=title, explanation=explanation)

    def _page(self, template: str, status: int = 200, **context: Any) -> Response:
        html = _templates.get_template(template).render(stack=self.stack, **context)
        return HTMLResponse(html, status, self._headers())

    def _headers(self) -> Mapping[str, str]:
        # signing out is a form whose answer leads to the hosted UI
        policy = (
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
            f"form-action 'self' {self.hosted_ui.base_url}; frame-ancestors 'none'; base-uri 'none'"
        )
        return {
            "content-security-policy": policy,
            "cache-control": "no-store",
            "referrer-policy": "same-origin",
            "x-content-type-options": "nosniff",
        }


def _rows(claims: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Name, value and meaning of each claim; those whose meaning is told come first, in that order."""
    names = [*(name for name in CLAIMS if name in claims), *sorted(claims.keys() - CLAIMS.keys())]
    return [(name, _readable(name, claims[name]), MEANINGS.get(name, "")) for name in names]


def _in_reading_order(profile: Mapping[str, str]) -> dict[str, str]:
    names = [*(name for name in FIRST_OF_PROFILE if name in profile), *profile.keys()]
    return {name: profile[name] for name in names}


def _readable(name: str, value: Any) -> str:
    if name in ("exp", "iat", "auth_time"):
        return _time(value)
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=timezone.utc).strftime("%H:%M:%S UTC")
