"""/oauth2/authorize, /login and /logout. The password and the authorization code are MiniStack's part.

Its login form takes what ours does and answers with a redirect to the callback URL, the PKCE challenge kept
for the code; for every other outcome it has a page, of which only the token of a password change is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp

from cognito_emulator.aws.api import in_a_context_of_its_own
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui.app_client import AppClients
from cognito_emulator.cognito.hosted_ui.authorization_request import BadRequestError
from cognito_emulator.cognito.hosted_ui.refusals import Refusal
from cognito_emulator.cognito.hosted_ui.sign_up_fields import PASSWORD, Field, password_field, username_field
from cognito_emulator.cognito.hosted_ui.visit import SEE_OTHER, Visit, missing

CHANGE_TOKEN = "np_token"  # noqa: S105 - a field's name
AGAIN = "password_again"
_CHANGE_TOKEN_IN_PAGE = re.compile(rf'name="{CHANGE_TOKEN}" value="([\w-]+)"')
_ERROR_IN_PAGE = re.compile(r'<div class="error">([^<]*)</div>')
_PASSWORD_FLOWS = frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"})
_WRONG_BY_API = "Incorrect username or password."
_SECOND_FACTOR = (
    "This account asks for a one-time code after the password, and these pages cannot: sign in by the API."
)


async def authorize(visit: Visit) -> Response:
    """The request was read, so it is a good one: AWS sends it on to the login page."""
    return visit.go_on_to("/login")


@dataclass(frozen=True)
class SignIn:
    """The login page. `engine` is MiniStack, in the middleware around it."""

    engine: ASGIApp

    async def login(self, visit: Visit) -> Response:
        identity, password = username_field(visit.client), _present_password()
        fields = [identity, password]
        if visit.form is None:
            return visit.page("login.html", fields, {identity.name: visit.session.username})
        if CHANGE_TOKEN in visit.form:
            return await self._change_password(visit)
        if refusal := missing(fields, visit.form):
            return visit.page("login.html", fields, visit.form, refusal)
        username, secret = visit.form[identity.name], visit.form[PASSWORD]
        error = await _error_of_api(visit, username, secret)
        if error:
            return _refused(visit, username, error)
        credentials = {"username": username, "password": secret}
        answer = await self._submit({**visit.authorization.parameters, **credentials})
        return await _after_password(visit, username, answer)

    async def _change_password(self, visit: Visit) -> Response:
        """The first sign-in of somebody whom an administrator created."""
        form = visit.form or {}
        fields = _fields_of_change(visit)
        refusal = missing(fields, form)
        if refusal is None and form[PASSWORD] != form[AGAIN]:
            refusal = Refusal(AGAIN, "The two passwords are not the same.")
        if refusal is None:
            passwords = {"new_password": form[PASSWORD], "confirm_password": form[AGAIN]}
            answer = await self._submit({CHANGE_TOKEN: form[CHANGE_TOKEN], **passwords})
            if answer.is_redirect:
                return RedirectResponse(answer.headers["location"], SEE_OTHER)
            error = _ERROR_IN_PAGE.search(answer.text)
            if error is None:
                return _login_again(visit, visit.session.username, "That took too long. Sign in again.")
            refusal = visit.refusal_of(AwsError("InvalidPasswordException", error[1]), fields)
        return visit.page("new_password.html", fields, form, refusal)

    async def _submit(self, form: dict[str, str]) -> httpx.Response:
        return await in_a_context_of_its_own(self._post(form))

    async def _post(self, form: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self.engine)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", trust_env=False
        ) as client:
            return await client.post("/login", data=form)


@dataclass(frozen=True)
class SignOut:
    """These pages keep nobody signed in, so signing out is going where the app wants."""

    clients: AppClients

    async def location(self, query: QueryParams) -> str:
        """`logout_uri` if it is the client's; with `redirect_uri` the login page. Raises BadRequestError."""
        client = await self.clients.find(query.get("client_id", ""))
        if client is None:
            raise BadRequestError(
                "This app is not known here", "The address of this page names no known client_id."
            )
        logout_uri = query.get("logout_uri")
        if logout_uri:
            if logout_uri in client.logout_urls:
                return logout_uri
            allowed = ", ".join(client.logout_urls) or "none"
            explanation = (
                f"{logout_uri} is not among the sign-out URLs of the app client. Those are: {allowed}."
            )
            raise BadRequestError("This app may not send you there", explanation)
        if query.get("redirect_uri"):
            return f"/login?{urlencode(query)}"
        raise BadRequestError(
            "A parameter is missing", "Signing out needs a logout_uri, or a redirect_uri to sign in again."
        )


async def _error_of_api(visit: Visit, username: str, password: str) -> AwsError | None:
    """Why the API lets nobody in, if the client may ask it: then functions run and wrong passwords count.

    The tokens that it gives are dropped: the app gets its own for the authorization code.
    """
    if not _PASSWORD_FLOWS & set(visit.client.settings.get("ExplicitAuthFlows") or []):
        return None
    credentials = {"USERNAME": username, "PASSWORD": password}
    if secret_hash := visit.client.secret_hash(username):
        credentials["SECRET_HASH"] = secret_hash
    try:
        answer = await visit.client.ask(
            "InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=credentials
        )
    except AwsError as error:
        return error
    needs_second_factor = answer.get("ChallengeName") not in (None, "NEW_PASSWORD_REQUIRED")
    return AwsError("NotAuthorizedException", _SECOND_FACTOR) if needs_second_factor else None


async def _after_password(visit: Visit, username: str, answer: httpx.Response) -> Response:
    user = await _user(visit, username)
    if answer.is_redirect and user.get("UserMFASettingList"):
        return _login_again(visit, username, _SECOND_FACTOR)
    if answer.is_redirect:
        visit.session.username = ""
        return RedirectResponse(answer.headers["location"], SEE_OTHER)
    if token := _CHANGE_TOKEN_IN_PAGE.search(answer.text):
        visit.session.username = username
        return visit.page("new_password.html", _fields_of_change(visit), {CHANGE_TOKEN: token[1]})
    return _refused(visit, username, _error_of_status(user))


def _error_of_status(user: dict[str, object]) -> AwsError:
    """What the API would have answered: MiniStack's page tells it in words of its own."""
    if user.get("UserStatus") == "UNCONFIRMED":
        return AwsError("UserNotConfirmedException", "User is not confirmed.")
    if user.get("UserStatus") == "RESET_REQUIRED":
        return AwsError("PasswordResetRequiredException", "Password reset required for the user")
    if user and not user.get("Enabled", True):
        return AwsError("NotAuthorizedException", "User is disabled.")
    return AwsError("NotAuthorizedException", _WRONG_BY_API)


def _refused(visit: Visit, username: str, error: AwsError) -> Response:
    visit.session.username = username
    if error.code == "UserNotConfirmedException":
        visit.session.notice = "Confirm your address first, then sign in."
        return visit.go_on_to("/confirm")
    if error.code == "PasswordResetRequiredException":
        visit.session.notice = "Your password was reset: choose a new one."
        return visit.go_on_to("/forgotPassword")
    if error.code == "UserNotFoundException" or error.message == _WRONG_BY_API:
        label = username_field(visit.client).label.lower()
        return _login_again(visit, username, f"The {label} or the password is not right.")
    return _login_again(visit, username, visit.refusal_of(error, []).text)


async def _user(visit: Visit, username: str) -> dict[str, object]:
    try:
        return await visit.client.ask_pool("AdminGetUser", Username=username)
    except AwsError:
        return {}  # whoever it is, the answer has to be that of a wrong password


def _login_again(visit: Visit, username: str, text: str) -> Response:
    identity = username_field(visit.client)
    return visit.page(
        "login.html", [identity, _present_password()], {identity.name: username}, Refusal(None, text)
    )


def _present_password() -> Field:
    return Field(PASSWORD, "Password", "password", "current-password")


def _fields_of_change(visit: Visit) -> list[Field]:
    return [
        password_field(visit.client, label="New password"),
        Field(AGAIN, "New password again", "password", "new-password"),
    ]
