"""The pages over HTTP, at the paths of AWS's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from cognito_emulator.cognito.hosted_ui.add_passkey import ADD_PASSKEY_PATH, add_passkey
from cognito_emulator.cognito.hosted_ui.app_client import PageClients
from cognito_emulator.cognito.hosted_ui.authorization_request import read_return
from cognito_emulator.cognito.hosted_ui.confirmation_link import ConfirmationLinks
from cognito_emulator.cognito.hosted_ui.entry_points import authorize_endpoint, login_endpoint
from cognito_emulator.cognito.hosted_ui.forgotten_password import confirm_forgot_password, forgot_password
from cognito_emulator.cognito.hosted_ui.providers import RESPONSE_PATH, ProviderResponses
from cognito_emulator.cognito.hosted_ui.session import Sessions
from cognito_emulator.cognito.hosted_ui.sign_out import SignOut
from cognito_emulator.cognito.hosted_ui.sign_up import confirm, resend_code, sign_up
from cognito_emulator.cognito.hosted_ui.visit import Visits
from cognito_emulator.cognito.messages.messages import CONFIRMATION_PATH
from cognito_emulator.cognito.oauth.discovery import AUTHORIZE_PATH, LOGOUT_PATH
from cognito_emulator.cognito.service import UserPoolsService

_LINK_PATHS = ("/confirmUser", CONFIRMATION_PATH)
_SIGNED = ("X-Amz-Signature", "AWSAccessKeyId")
_ADDRESS = re.compile(r"[\d.]+|\[[0-9a-f:]+\]|[^.]+", re.IGNORECASE)


@dataclass
class HostedUi:
    """The pages; `is_for_a_page` says which requests are for them."""

    service: UserPoolsService
    _router: Router = field(init=False)

    def __post_init__(self) -> None:
        self._router = _router(PageClients(self.service), Sessions(self.service.cognito.clock))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._router(scope, receive, send)


def _router(clients: PageClients, sessions: Sessions) -> Router:
    visits, sign_out = Visits(clients, sessions), SignOut(clients, sessions)
    handlers = {
        "/login": login_endpoint,
        "/signup": sign_up,
        "/confirm": confirm,
        "/resendcode": resend_code,
        "/forgotPassword": forgot_password,
        "/confirmforgotPassword": confirm_forgot_password,
        "/confirmForgotPassword": confirm_forgot_password,
    }
    pages = [
        Route(path, visits.endpoint(handler), methods=["GET", "POST"]) for path, handler in handlers.items()
    ]
    registration = Route(ADD_PASSKEY_PATH, visits.endpoint(add_passkey, read_return), methods=["GET", "POST"])
    authorization = Route(AUTHORIZE_PATH, visits.endpoint(authorize_endpoint), methods=["GET"])
    responses = Route(RESPONSE_PATH, ProviderResponses(clients, sessions).endpoint, methods=["GET"])
    leaving = Route(LOGOUT_PATH, sign_out.endpoint, methods=["GET"])
    by_link = ConfirmationLinks(clients, visits.endpoint(confirm)).endpoint
    links = [Route(path, by_link, methods=["GET", "POST"]) for path in _LINK_PATHS]
    return Router([*pages, *links, registration, authorization, responses, leaving])


PATHS = frozenset(
    {
        "/login",
        "/signup",
        "/confirm",
        *_LINK_PATHS,
        "/resendcode",
        "/forgotPassword",
        "/confirmforgotPassword",
        "/confirmForgotPassword",
        ADD_PASSKEY_PATH,
        AUTHORIZE_PATH,
        RESPONSE_PATH,
        LOGOUT_PATH,
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
