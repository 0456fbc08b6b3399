"""Choice-based sign-in, as pages: the user name first, then a password, a code that is sent, or a passkey.

The steps are those of USER_AUTH in the API (`authentication/choices.py`). Sources: "Configure authentication
methods for managed login" and "Authentication flows" in the Cognito developer guide: the page prompts for a
user name, and for the passkey of who has one; "Managing user existence error responses".
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import Response

from cognito_emulator.cognito.authentication import challenges, choices, first_factor, flow
from cognito_emulator.cognito.authentication.challenges import (
    EMAIL_OTP,
    INVALID_SESSION,
    PASSWORD_SRP,
    SELECT_CHALLENGE,
    SMS_OTP,
    WEB_AUTHN,
)
from cognito_emulator.cognito.authentication.steps import WRONG, Answer
from cognito_emulator.cognito.errors import AwsError, not_authorized
from cognito_emulator.cognito.hosted_ui.add_passkey import CREDENTIAL, NO_SCRIPT
from cognito_emulator.cognito.hosted_ui.after_password import (
    CHALLENGE,
    FACTOR,
    SESSION,
    WRONG_CODE,
    WRONG_CODES,
    entrance,
    shown,
)
from cognito_emulator.cognito.hosted_ui.form_check import missing
from cognito_emulator.cognito.hosted_ui.refusals import CODE, Refusal
from cognito_emulator.cognito.hosted_ui.sign_up_fields import PASSWORD, Field
from cognito_emulator.cognito.hosted_ui.visit import Visit
from cognito_emulator.cognito.operations.hidden_users import username_of
from cognito_emulator.cognito.user import User

ANOTHER_WAY = "another_way"
_NAMES = {
    challenges.PASSWORD: "Your password",
    EMAIL_OTP: "A code by mail",
    SMS_OTP: "A code by text message",
    WEB_AUTHN: "A passkey",
}
_WRONG_PASSKEY = "This passkey is none of this account's. Try another one, or sign in another way."


async def begin(visit: Visit, username: str, *, is_choosing: bool = False) -> Response:
    """The page after the user name: the passkey's for who has one, else the ways that there are.

    `is_choosing`: the person asks for the others. Raises AwsError for nobody who may be told so.
    """
    visit.session.username = username
    cognito, at = visit.client.cognito, entrance(visit)
    user = await first_factor.begun(cognito, at, username, _user(visit))
    offered = choices.select(cognito, at, username, user)
    ways = _ways(offered["AvailableChallenges"])
    if len(ways) == 1 or (WEB_AUTHN in ways and not is_choosing):
        return await _take(visit, user, offered["Session"], ways[-1])
    return _page(visit, user, offered)


def is_asked(visit: Visit) -> bool:
    """Whether a form is of one of these pages: a mailed code may be a second factor, too."""
    form = visit.form or {}
    if form.get(CHALLENGE) != EMAIL_OTP:
        return form.get(CHALLENGE) in _ANSWERS
    kept = visit.client.cognito.store.proofs.challenge(form.get(SESSION, ""))
    return kept is not None and bool(kept.state.get(choices.IS_FIRST))


async def answer(visit: Visit) -> Response:
    """A form of one of these pages. Raises AwsError where its session is none."""
    form, user = visit.form or {}, _user(visit)
    name, session = form[CHALLENGE], form.get(SESSION, "")
    if refusal := missing(_fields(visit, name, session), form):
        return _page(visit, user, {"ChallengeName": name, "Session": session}, refusal)
    return await _ANSWERS[name](visit, user, session, form)


async def after_sign_up(visit: Visit, session: str) -> Response | None:
    """On to the app for who has confirmed an address by a code that could sign them in, too."""
    user = _user(visit)
    if not session or user is None:
        return None
    passed = await choices.after_sign_up(visit.client.cognito, entrance(visit), user, session)
    return await shown(visit, user, passed) if passed else None


async def _choose(visit: Visit, user: User | None, session: str, form: Mapping[str, str]) -> Response:
    return await _take(visit, user, session, form[FACTOR])


async def _take(visit: Visit, user: User | None, session: str, way: str) -> Response:
    cognito, name = visit.client.cognito, visit.session.username
    choices.chosen(cognito, entrance(visit), name, user, session, choice=way)
    return await _ask(visit, user, way)


async def _ask(visit: Visit, user: User | None, way: str, refusal: Refusal | None = None) -> Response:
    """The page of a first factor, with a new challenge."""
    cognito, name = visit.client.cognito, visit.session.username
    asked = await choices.challenge(cognito, entrance(visit), name, user, way)
    return _page(visit, user, asked, refusal)


async def _give_password(visit: Visit, user: User | None, session: str, form: Mapping[str, str]) -> Response:
    cognito, at, name = visit.client.cognito, entrance(visit), visit.session.username
    choices.chosen(cognito, at, name, user, session, choice=challenges.PASSWORD)
    password = form[PASSWORD]
    try:
        proven = await first_factor.proven_by_password(
            cognito, at, name, user, password=password, is_begun=True
        )
    except AwsError as error:
        if error.code != "NotAuthorizedException":
            raise
        text = "This password is not right." if error.message == WRONG else visit.refusal_of(error, []).text
        return await _ask(visit, user, challenges.PASSWORD, Refusal(PASSWORD, text))
    return await shown(visit, proven, await flow.after_password(cognito, at.step(proven)))


async def _give_code(visit: Visit, user: User | None, session: str, form: Mapping[str, str]) -> Response:
    cognito, at, name = visit.client.cognito, entrance(visit), visit.session.username
    asked = form[CHALLENGE]
    try:
        passed = await choices.by_code(cognito, at, name, user, session, asked=asked, code=form[CODE])
    except AwsError as error:
        if error.code not in WRONG_CODES:
            raise
        refusal = Refusal(CODE, WRONG_CODE)
        return _page(visit, user, {"ChallengeName": asked, "Session": session}, refusal)
    return await shown(visit, _known(user), passed)


async def _give_passkey(visit: Visit, user: User | None, session: str, form: Mapping[str, str]) -> Response:
    if not form.get(CREDENTIAL):
        return await _ask(visit, user, WEB_AUTHN, Refusal(None, NO_SCRIPT))
    cognito, at, name = visit.client.cognito, entrance(visit), visit.session.username
    whose = username_of(cognito, at.pool, name, user)
    challenges.live(cognito, session, at.client, whose, WEB_AUTHN)
    try:
        passed = choices.by_passkey(cognito, at, name, user, session, credential=form[CREDENTIAL])
    except AwsError as error:
        text = _WRONG_PASSKEY if error.message == WRONG else visit.refusal_of(error, []).text
        return await _ask(visit, user, WEB_AUTHN, Refusal(None, text))
    return await shown(visit, passed.step.user, await flow.after_passwordless(cognito, passed))


def _user(visit: Visit) -> User | None:
    return visit.client.cognito.store.users.signs_in_by(visit.client.pool, visit.session.username)


def _known(user: User | None) -> User:
    """Somebody; AwsError for nobody, who has no code and no passkey."""
    if user is None:
        raise not_authorized(INVALID_SESSION)
    return user


def _ways(available: list[str]) -> list[str]:
    """The factors as a page offers them: a password counts once, however it is proved."""
    return [name for name in available if name != PASSWORD_SRP]


def _page(visit: Visit, user: User | None, asked: Answer, refusal: Refusal | None = None) -> Response:
    """`asked` is the challenge; of a page that is shown again it has no parameters."""
    name, session = asked["ChallengeName"], asked["Session"]
    parameters: Mapping[str, str] = asked.get("ChallengeParameters") or {}
    options = parameters.get("CREDENTIAL_REQUEST_OPTIONS", "")
    offered = choices.offered(visit.client.cognito, entrance(visit), visit.session.username, user)
    values = {
        CHALLENGE: name,
        SESSION: session,
        "username": visit.session.username,
        "sent_to": parameters.get("CODE_DELIVERY_DESTINATION", ""),
        "options": options,
        "party": str(json.loads(options)["rpId"]) if options else "",
        ANOTHER_WAY: ANOTHER_WAY if len(_ways(offered)) > 1 else "",
    }
    return visit.page(_TEMPLATES[name], _fields(visit, name, session), values, refusal)


def _fields(visit: Visit, name: str, session: str) -> list[Field]:
    if name == WEB_AUTHN:
        return []
    if name == challenges.PASSWORD:
        return [Field(PASSWORD, "Password", "password", "current-password")]
    if name == SELECT_CHALLENGE:
        kept = visit.client.cognito.store.proofs.challenge(session)
        ways = _ways(kept.state[choices.CHOICES]) if kept and kept.name == name else []
        return [Field(FACTOR, "Sign in by", "choice", choices=tuple((way, _NAMES[way]) for way in ways))]
    label = "Code from the mail" if name == EMAIL_OTP else "Code from the text"
    return [Field(CODE, label, "code", "one-time-code")]


_Answering = Callable[[Visit, User | None, str, Mapping[str, str]], Awaitable[Response]]
_ANSWERS: Mapping[str, _Answering] = {
    SELECT_CHALLENGE: _choose,
    challenges.PASSWORD: _give_password,
    EMAIL_OTP: _give_code,
    SMS_OTP: _give_code,
    WEB_AUTHN: _give_passkey,
}
_TEMPLATES = {
    SELECT_CHALLENGE: "choose_first_factor.html",
    challenges.PASSWORD: "password.html",
    EMAIL_OTP: "first_code.html",
    SMS_OTP: "first_code.html",
    WEB_AUTHN: "passkey.html",
}
