"""The engine's login form, by every name that finds a user, and locked like every other sign-in.

Source: "Lockout behavior for failed sign-in attempts" in the Cognito developer guide, which counts all
sign-ins.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.ministack.pool_description import PoolDescriptions
from cognito_emulator.cognito.ministack.user_names import UserNames
from cognito_emulator.cognito.oauth.form_middleware import FormMiddleware
from cognito_emulator.cognito.operations.password_lock_out import WRONG, PasswordLockOut
from cognito_emulator.gateway.asgi import answer_of, with_length

_PATH = "/login"
_PATH_OF_MINISTACK = "/oauth2/login"  # the same form by a path that AWS has not
_OF_PAGES = "emulator.of_pages"
_REFUSAL = "Only the sign-in page sends this form: open /login in a browser."


def of_pages(engine: ASGIApp) -> ASGIApp:
    """The engine as the pages ask it: they hold a form to its session, its client and its callback URLs.

    MiniStack's form takes any callback URL, and a mailed code that is always the same.
    """

    async def marked(scope: Scope, receive: Receive, send: Send) -> None:
        await engine({**scope, _OF_PAGES: True}, receive, send)

    return marked


@dataclass(frozen=True)
class LoginForm(FormMiddleware):
    """Puts the Username into the form, and counts wrong passwords."""

    app: ASGIApp
    descriptions: PoolDescriptions
    names: UserNames
    lock_out: PasswordLockOut

    def takes(self, scope: Scope) -> bool:
        return str(scope["path"]) in (_PATH, _PATH_OF_MINISTACK)

    async def answer(self, scope: Scope, body: bytes, form: dict[str, str]) -> Response:
        if not scope.get(_OF_PAGES):
            return HTMLResponse(f'<div class="error">{_REFUSAL}</div>', 400)
        name = form.get("username", "").strip()
        try:
            pool = await self.descriptions.of_client(form.get("client_id", ""))
        except AwsError:
            return await answer_of(self.app, scope, body)  # the engine has a page for it
        if not name:
            return await answer_of(self.app, scope, body)
        username = (await self.names.of(pool)).owner(name) or name
        try:
            self.lock_out.check(pool.id, username)
        except AwsError as error:
            return HTMLResponse(f'<div class="error">{error.message}</div>', 401)
        told = urlencode({**form, "username": username}).encode()
        response = await answer_of(self.app, with_length(scope, len(told)), told)
        if response.status_code in (302, 303):
            self.lock_out.forget(pool.id, username)
        elif WRONG.encode() in bytes(response.body):
            self.lock_out.count(pool.id, username)
        return response
