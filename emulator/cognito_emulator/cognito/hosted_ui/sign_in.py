"""/oauth2/authorize and /login.

Sources: "Authorize endpoint" and "Login endpoint" in the Cognito developer guide: who has signed in is not
asked again for an hour, by the cookie of the pages.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from cognito_emulator.cognito.authentication import first_factor
from cognito_emulator.cognito.authentication.challenges import INVALID_SESSION
from cognito_emulator.cognito.authentication.steps import WRONG, Entrance
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.federation.provider import OWN_DIRECTORY
from cognito_emulator.cognito.hosted_ui import choosing
from cognito_emulator.cognito.hosted_ui.after_password import CHALLENGE, answer_challenge, go_on
from cognito_emulator.cognito.hosted_ui.authorization_request import BadRequestError
from cognito_emulator.cognito.hosted_ui.back_to_app import back_to_app
from cognito_emulator.cognito.hosted_ui.form_check import missing
from cognito_emulator.cognito.hosted_ui.providers import (
    named_provider,
    provider_of,
    takes_passwords,
    to_provider,
)
from cognito_emulator.cognito.hosted_ui.refusals import Refusal
from cognito_emulator.cognito.hosted_ui.sign_up_fields import PASSWORD, Field, username_field
from cognito_emulator.cognito.hosted_ui.visit import Visit
from cognito_emulator.cognito.user import User


async def authorize(visit: Visit) -> Response:
    """Back to the app for who has signed in already; to a provider that it names, or to the login page."""
    name = named_provider(visit)
    provider = provider_of(visit.authorization, name) if name not in (None, OWN_DIRECTORY) else None
    found, prompts = visit.signed_in(), visit.authorization.prompts
    is_of_another = found and provider and found[1].provider != provider.name
    if found and "login" not in prompts and not is_of_another:
        user, session = found
        try:
            return await back_to_app(visit, user, session.auth_time)
        except AwsError as error:
            raise visit.authorization.refused("invalid_request", error.message) from error
    if "none" in prompts:
        raise visit.authorization.refused("login_required")
    return await to_provider(visit, provider) if provider else visit.go_on_to("/login")


async def login(visit: Visit) -> Response:
    identity = username_field(visit.client)
    fields = _fields(visit) if takes_passwords(visit.client) else []
    if visit.form is None:
        hint = visit.authorization.parameters.get("login_hint")
        return _page(visit, fields, hint or visit.session.username)
    if not fields:
        raise BadRequestError("Nobody signs in by a password here", "Choose one of the providers of the app.")
    if CHALLENGE in visit.form or _wants_another_way(visit):
        return await _go_on(visit)
    username = visit.form.get(identity.name, "")
    if refusal := missing(fields, visit.form):
        return _page(visit, fields, username, refusal)
    try:
        if visit.client.offers_choices:
            return await choosing.begin(visit, username)
        user = await _proven(visit, username, visit.form[PASSWORD])
        return await go_on(visit, username, user)
    except AwsError as error:
        return _refused(visit, username, error)


async def _go_on(visit: Visit) -> Response:
    """The answer to what a page has asked since the user name; whoever took too long begins anew."""
    username = visit.session.username
    try:
        if _wants_another_way(visit):
            return await choosing.begin(visit, username, is_choosing=True)
        return await (choosing.answer(visit) if choosing.is_asked(visit) else answer_challenge(visit))
    except AwsError as error:
        return _refused(visit, username, error)


def _wants_another_way(visit: Visit) -> bool:
    is_asked = choosing.ANOTHER_WAY in (visit.form or {})
    return is_asked and visit.client.offers_choices and bool(visit.session.username)


async def _proven(visit: Visit, username: str, password: str) -> User:
    """Whose name and password these are: wrong ones count, and functions run, as in the API."""
    cognito, pool, client = visit.client.cognito, visit.client.pool, visit.client.client
    user = cognito.store.users.signs_in_by(pool, username)
    at = Entrance(pool, client)
    return await first_factor.proven_by_password(cognito, at, username, user, password=password)


def _refused(visit: Visit, username: str, error: AwsError) -> Response:
    visit.session.username = username
    if error.code == "UserNotConfirmedException":
        visit.session.notice = "Confirm your address first, then sign in."
        return visit.go_on_to("/confirm")
    if error.code == "PasswordResetRequiredException":
        visit.session.notice = "Your password was reset: choose a new one."
        return visit.go_on_to("/forgotPassword")
    return _page(visit, _fields(visit), username, _refusal(visit, error))


def _refusal(visit: Visit, error: AwsError) -> Refusal:
    identity = username_field(visit.client)
    if error.message.startswith(INVALID_SESSION.rstrip(".")):
        return Refusal(None, "That took too long. Sign in again.")
    if visit.client.offers_choices and error.message == WRONG:
        return Refusal(identity.name, "This account has no way to sign in here.")
    if visit.client.offers_choices:
        return visit.refusal_of(error, [identity])
    if error.code == "UserNotFoundException" or error.message == WRONG:
        return Refusal(None, f"The {identity.label.lower()} or the password is not right.")
    return visit.refusal_of(error, [])


def _page(visit: Visit, fields: Sequence[Field], username: str, refusal: Refusal | None = None) -> Response:
    template = "user_name.html" if visit.client.offers_choices else "login.html"
    return visit.page(template, fields, {username_field(visit.client).name: username}, refusal)


def _fields(visit: Visit) -> list[Field]:
    """The user name, and the password where there is nothing to choose from."""
    password = Field(PASSWORD, "Password", "password", "current-password")
    return [username_field(visit.client), *([] if visit.client.offers_choices else [password])]
