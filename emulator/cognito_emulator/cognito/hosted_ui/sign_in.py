"""/oauth2/authorize, /login and /logout.

Sources: "Authorize endpoint", "Login endpoint" and "Logout endpoint" in the Cognito developer guide: who has
signed in is not asked again for an hour, by the cookie of the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cognito_emulator.cognito.authentication import challenges, first_factor
from cognito_emulator.cognito.authentication.challenges import NEW_PASSWORD_REQUIRED
from cognito_emulator.cognito.authentication.first_factor import WRONG, Entrance
from cognito_emulator.cognito.errors import AwsError, not_authorized
from cognito_emulator.cognito.hosted_ui.app_client import PageClients
from cognito_emulator.cognito.hosted_ui.authorization_request import BadRequestError
from cognito_emulator.cognito.hosted_ui.refusals import Refusal
from cognito_emulator.cognito.hosted_ui.session import Sessions
from cognito_emulator.cognito.hosted_ui.sign_up_fields import PASSWORD, Field, password_field, username_field
from cognito_emulator.cognito.hosted_ui.visit import SEE_OTHER, Visit, error_page, missing
from cognito_emulator.cognito.oauth.authorization_codes import issue_code
from cognito_emulator.cognito.triggers.sign_in import after_authentication
from cognito_emulator.cognito.user import FORCE_CHANGE_PASSWORD, User

CHANGE_TOKEN = "np_token"  # noqa: S105 - a field's name
AGAIN = "password_again"
_OF_THIS_POOL = "COGNITO"
_SECOND_FACTOR = (
    "This account asks for a one-time code after the password, and these pages cannot: sign in by the API."
)


async def authorize(visit: Visit) -> Response:
    """Back to the app with a code for who has signed in already; to the login page for everybody else."""
    provider = visit.request.query_params.get("identity_provider", _OF_THIS_POOL)
    if provider != _OF_THIS_POOL:
        raise BadRequestError(
            "This way of signing in is not here",
            f"Nobody signs in through {provider} here: identity providers are described by this engine and "
            "not asked. Sign in with a password.",
        )
    user_id = visit.session.signed_in.get(visit.client.pool.id)
    user = visit.client.cognito.store.users.get(user_id) if user_id else None
    if user and user.enabled and visit.request.query_params.get("prompt") != "login":
        return _back_to_app(visit, user)
    return visit.go_on_to("/login")


async def login(visit: Visit) -> Response:
    identity, password = username_field(visit.client), _present_password()
    fields = [identity, password]
    if visit.form is None:
        return visit.page("login.html", fields, {identity.name: visit.session.username})
    if CHANGE_TOKEN in visit.form:
        return await _change_password(visit)
    if refusal := missing(fields, visit.form):
        return visit.page("login.html", fields, visit.form, refusal)
    username = visit.form[identity.name]
    try:
        user = await _proven(visit, username, visit.form[PASSWORD])
        if user.status == FORCE_CHANGE_PASSWORD:
            return _ask_for_another_password(visit, username, user)
        return await _let_in(visit, user)
    except AwsError as error:
        return _refused(visit, username, error)


@dataclass(frozen=True)
class SignOut:
    """Ends what the pages remember of a browser, and goes where the app wants."""

    clients: PageClients
    sessions: Sessions

    async def endpoint(self, request: Request) -> Response:
        try:
            location = self.location(request.query_params)
        except BadRequestError as refused:
            return error_page(refused.title, refused.explanation)
        self.sessions.of(request).signed_in.clear()
        return RedirectResponse(location, SEE_OTHER)

    def location(self, query: QueryParams) -> str:
        """`logout_uri` if it is the client's; with `redirect_uri` the login page. Raises BadRequestError."""
        client = self.clients.find(query.get("client_id", ""))
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


async def _proven(visit: Visit, username: str, password: str) -> User:
    """Whose name and password these are: wrong ones count, and functions run, as in the API."""
    cognito, pool, client = visit.client.cognito, visit.client.pool, visit.client.client
    user = cognito.store.users.signs_in_by(pool, username)
    at = Entrance(pool, client)
    return await first_factor.proven_by_password(cognito, at, username, user, password=password)


async def _let_in(visit: Visit, user: User) -> Response:
    cognito, pool, client = visit.client.cognito, visit.client.pool, visit.client.client
    if first_factor.next_factor(cognito, pool, user):
        raise not_authorized(_SECOND_FACTOR)
    await after_authentication(cognito, pool, client, user, None)
    # a function has run, and the user or the client may have gone
    user = cognito.again(user)
    cognito.client_of(pool, client.id)
    visit.session.username = ""
    visit.session.signed_in[pool.id] = user.id
    return _back_to_app(visit, user)


def _back_to_app(visit: Visit, user: User) -> Response:
    parameters = visit.authorization.parameters
    code = issue_code(visit.client.cognito, visit.client.client, user, parameters)
    answer = {"code": code, **({"state": parameters["state"]} if "state" in parameters else {})}
    return RedirectResponse(visit.authorization.answered(answer), SEE_OTHER)


def _ask_for_another_password(visit: Visit, username: str, user: User) -> Response:
    visit.session.username = username
    client = visit.client
    session = challenges.issue(client.cognito, client.client, user.username, NEW_PASSWORD_REQUIRED)
    return visit.page("new_password.html", _fields_of_change(visit), {CHANGE_TOKEN: session})


async def _change_password(visit: Visit) -> Response:
    """The first sign-in of somebody whom an administrator created."""
    form = visit.form or {}
    fields = _fields_of_change(visit)
    refusal = missing(fields, form)
    if refusal is None and form[PASSWORD] != form[AGAIN]:
        refusal = Refusal(AGAIN, "The two passwords are not the same.")
    if refusal is None:
        try:
            user = _with_new_password(visit, form[CHANGE_TOKEN], form[PASSWORD])
        except AwsError as error:
            if error.message.startswith(challenges.INVALID_SESSION.rstrip(".")):
                return _login_again(visit, visit.session.username, "That took too long. Sign in again.")
            refusal = visit.refusal_of(error, fields)
        else:
            return await _let_in(visit, user)
    return visit.page("new_password.html", fields, form, refusal)


def _with_new_password(visit: Visit, session: str, password: str) -> User:
    cognito, pool, client = visit.client.cognito, visit.client.pool, visit.client.client
    user = cognito.store.users.signs_in_by(pool, visit.session.username)
    if user is None:
        raise not_authorized(challenges.INVALID_SESSION)
    challenge = challenges.live(cognito, session, client, user.username, NEW_PASSWORD_REQUIRED)
    with cognito.store.database.transaction():
        changed = first_factor.set_new_password(
            cognito, Entrance(pool, client).step(user), {"NEW_PASSWORD": password}
        )
        challenges.end(cognito, challenge)
    return changed


def _refused(visit: Visit, username: str, error: AwsError) -> Response:
    visit.session.username = username
    if error.code == "UserNotConfirmedException":
        visit.session.notice = "Confirm your address first, then sign in."
        return visit.go_on_to("/confirm")
    if error.code == "PasswordResetRequiredException":
        visit.session.notice = "Your password was reset: choose a new one."
        return visit.go_on_to("/forgotPassword")
    if error.code == "UserNotFoundException" or error.message == WRONG:
        label = username_field(visit.client).label.lower()
        return _login_again(visit, username, f"The {label} or the password is not right.")
    return _login_again(visit, username, visit.refusal_of(error, []).text)


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
