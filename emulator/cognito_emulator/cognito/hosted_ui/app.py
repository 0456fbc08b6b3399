"""The pages as middleware: a browser's requests to them stay here, everything else goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.hosted_ui.app_client import AppClients
from cognito_emulator.cognito.hosted_ui.authorization_request import BadRequestError
from cognito_emulator.cognito.hosted_ui.forgotten_password import confirm_forgot_password, forgot_password
from cognito_emulator.cognito.hosted_ui.session import Sessions
from cognito_emulator.cognito.hosted_ui.sign_in import SignIn, SignOut, authorize
from cognito_emulator.cognito.hosted_ui.sign_up import confirm, resend_code, sign_up
from cognito_emulator.cognito.hosted_ui.visit import SEE_OTHER, Visits, error_page
from cognito_emulator.cognito.ministack.user_pools import UserPools
from cognito_emulator.cognito.oauth.login_form import of_pages

_SIGNED = ("X-Amz-Signature", "AWSAccessKeyId")
_ADDRESS = re.compile(r"[\d.]+|\[[0-9a-f:]+\]|[^.]+", re.IGNORECASE)


@dataclass
class HostedUi:
    """`app` is the engine; `aws` calls it with all that is around it."""

    app: ASGIApp
    aws: AwsApi
    pools: UserPools
    _router: Router = field(init=False)

    def __post_init__(self) -> None:
        self._router = _router(self.app, AppClients(self.aws, self.pools))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_for_a_page(scope):
            await self._router(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _router(engine: ASGIApp, clients: AppClients) -> Router:
    visits, sign_in, sign_out = Visits(clients, Sessions()), SignIn(of_pages(engine)), SignOut(clients)

    async def log_out(request: Request) -> Response:
        try:
            return RedirectResponse(await sign_out.location(request.query_params), SEE_OTHER)
        except BadRequestError as refused:
            return error_page(refused.title, refused.explanation)

    handlers = {
        "/login": sign_in.login,
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
    return Router([*pages, authorization, Route("/logout", log_out, methods=["GET"])])


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
    """Not for a bucket or an API of that name: those come signed, or by a host name with dots.

    Federated sign-in and its `identity_provider` are MiniStack's own.
    """
    if scope["type"] != "http" or scope["path"] not in PATHS:
        return False
    request = Request(scope)
    signed = "authorization" in request.headers or any(name in request.query_params for name in _SIGNED)
    host = request.headers.get("host", "localhost").rpartition(":")[0] or request.headers.get("host", "")
    return not signed and bool(_ADDRESS.fullmatch(host)) and "identity_provider" not in request.query_params
