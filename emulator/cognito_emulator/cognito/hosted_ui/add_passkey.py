"""/passkeys/add: a passkey for who is signed in; and the reminder of it after a sign-up.

Sources: "Passwordless sign-in with WebAuthn passkeys" (Register a passkey, managed login) and
"User-interactive managed login and classic hosted UI endpoints" in the Cognito developer guide. What the app
gets back, `result=success` or `result=invalid_session`, is what users of AWS's page have written down.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import RedirectResponse, Response

from cognito_emulator.cognito.authentication import passkeys
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui.authorization_request import BadRequestError
from cognito_emulator.cognito.hosted_ui.refusals import Refusal
from cognito_emulator.cognito.hosted_ui.visit import FOUND, Visit
from cognito_emulator.cognito.oauth.discovery import AUTHORIZE_PATH
from cognito_emulator.cognito.tokens.verify import SignedIn
from cognito_emulator.cognito.user import User
from cognito_emulator.strict_json import parsed

ADD_PASSKEY_PATH = "/passkeys/add"
CREDENTIAL, NOT_NOW, SIGNS_IN = "credential", "not_now", "signs_in"
NO_SCRIPT = "A passkey needs JavaScript in this browser, which is off or did not load."


async def add_passkey(visit: Visit) -> Response:
    """The page, and its form; who is not signed in goes back to the app. Raises BadRequestError."""
    by, form = _signed_in(visit), visit.form or {}
    if by is None:
        return _back(visit, result="invalid_session")
    if NOT_NOW in form:
        return _on(visit)
    try:
        passkeys.check_enabled(by.pool)
        if visit.form is None:
            return _page(visit, by)
        if refusal := _register(visit, by, form.get(CREDENTIAL, "")):
            return _page(visit, by, refusal)
    except AwsError as error:
        raise BadRequestError("No passkey can be set up here", error.message) from error
    return _on(visit, result="success")


def reminder(visit: Visit, user: User) -> Response | None:
    """The page, once, for who has just signed up and in here; None for everybody else."""
    client = visit.client
    if not visit.session.takes_newcomer(user.sub) or not client.offers_choices:
        return None
    if not passkeys.may_have_a_first(client.cognito, client.pool, user):
        return None
    return _page(visit, _registering(visit, user), signs_in=SIGNS_IN)


def _signed_in(visit: Visit) -> SignedIn | None:
    found = visit.signed_in()
    return _registering(visit, found[0]) if found else None


def _registering(visit: Visit, user: User) -> SignedIn:
    return SignedIn(visit.client.pool, visit.client.client, user, frozenset())


def _register(visit: Visit, by: SignedIn, answer: str) -> Refusal | None:
    """Why the passkey is not kept; AwsError where none can be."""
    from cognito_emulator.cognito.authentication import web_authn  # noqa: PLC0415 - py_webauthn is slow to import, and few need it

    if not answer:
        return Refusal(None, NO_SCRIPT)
    try:
        web_authn.register(visit.client.cognito, by, _credential(answer))
    except AwsError as error:
        return Refusal(None, f"This passkey was not set up: {error.message}")
    return None


def _credential(answer: str) -> dict[str, Any]:
    """What the browser's credentials API has said; nothing of it where that is no object."""
    try:
        said = parsed(answer.encode())
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _page(visit: Visit, by: SignedIn, refusal: Refusal | None = None, *, signs_in: str = "") -> Response:
    from cognito_emulator.cognito.authentication import web_authn  # noqa: PLC0415 - py_webauthn is slow to import, and few need it

    options = web_authn.creation_options(visit.client.cognito, by)
    values = {
        "options": json.dumps(options),
        "party": str(options["rp"]["id"]),
        SIGNS_IN: signs_in or (visit.form or {}).get(SIGNS_IN, ""),
    }
    return visit.page("add_passkey.html", [], values, refusal)


def _on(visit: Visit, **answer: str) -> Response:
    """Back to the app, which gets its code where the page has stood in the way of a sign-in."""
    if (visit.form or {}).get(SIGNS_IN):
        return RedirectResponse(visit.authorization.asked().link(AUTHORIZE_PATH), FOUND)
    return _back(visit, **answer)


def _back(visit: Visit, **answer: str) -> Response:
    return RedirectResponse(visit.authorization.answered(answer), FOUND)
