"""The pages over HTTP, at the paths of AWS's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from cognito_emulator.cognito.hosted_ui.app_client import PageClients
from cognito_emulator.cognito.hosted_ui.forgotten_password import confirm_forgot_password, forgot_password
from cognito_emulator.cognito.hosted_ui.session import Sessions
from cognito_emulator.cognito.hosted_ui.sign_in import SignOut, authorize, login
from cognito_emulator.cognito.hosted_ui.sign_up import confirm, resend_code, sign_up
from cognito_emulator.cognito.hosted_ui.visit import Visits
from cognito_emulator.cognito.service import UserPoolsService

_SIGNED = ("X-Amz-Signature", "AWSAccessKeyId")
_ADDRESS = re.compile(r"[\d.]+|\[[0-9a-f:]+\]|[^.]+", re.IGNORECASE)


@dataclass
class HostedUi:
    """The pages; `is_for_a_page` says which requests are for them."""

    service: UserPoolsService
    _router: Router = field(init=False)

    def __post_init__(self) -> None:
        self._router = _router(PageClients(self.service))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._router(scope, receive, send)


def _router(clients: PageClients) -> Router:
    sessions = Sessions()
    visits, sign_out = Visits(clients, sessions), SignOut(clients, sessions)
    handlers = {
        "/login": login,
        "/signup": sign_up,
        "/confirm": confirm,
        "/confirmUser": confirm,
        "/resendcode": resend_code,
        "/forgotPassword": forgot_password,
        "/confirmforgotPassword": confirm_forgot_password,
        "/confirmForgotPassword": confirm_forgot_password,
    }
    pages = [
        Route(path, visits.endpoint(handler), methods=["GET", "POST"]) for path, handler in handlers.items()
    ]
    authorization = Route("/oauth2/authorize", visits.endpoint(authorize), methods=["GET"])
    return Router([*pages, authorization, Route("/logout", sign_out.endpoint, methods=["GET"])])


PATHS = frozenset(
    {
        "/login",
        "/signup",
        "/confirm",
        "/confirmUser",
        "/resendcode",
        "/forgotPassword",
        "/confirmforgotPassword",
        "/confirmForgotPassword",
        "/oauth2/authorize",
        "/logout",
    }
)


def is_for_a_page(scope: Scope) -> bool:
    """Not for a bucket or an API of that name: those come signed, or by a host name with dots."""
    if scope["type"] != "http" or scope["path"] not in PATHS:
        return False
    request = Request(scope)
    signed = "authorization" in request.headers or any(name in request.query_params for name in _SIGNED)
    host = request.headers.get("host", "localhost").rpartition(":")[0] or request.headers.get("host", "")
    return not signed and bool(_ADDRESS.fullmatch(host))
