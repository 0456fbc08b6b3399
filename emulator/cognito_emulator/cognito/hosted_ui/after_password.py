"""What a sign-in asks after the first factor, as pages: a password of one's own, a second factor, its set-up.

The steps are the API's own (`authentication/flow.py`); a page shows the challenge, and its form brings the
answer with the challenge's session. Sources: "Adding MFA to a user pool", "TOTP software token MFA" and "User
pool managed login" in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from cognito_emulator.cognito.authentication import (
    challenges,
    completion,
    first_factor,
    flow,
    mfa,
    one_time_codes,
)
from cognito_emulator.cognito.authentication.challenges import (
    EMAIL_OTP,
    MFA_SETUP,
    NEW_PASSWORD_REQUIRED,
    SELECT_MFA_TYPE,
    SMS_MFA,
    SOFTWARE_TOKEN_MFA,
)
from cognito_emulator.cognito.authentication.second_factors import PENDING
from cognito_emulator.cognito.authentication.steps import Answer, Entrance, SignInStep
from cognito_emulator.cognito.context import ANYBODY, Cognito
from cognito_emulator.cognito.errors import AwsError, not_authorized
from cognito_emulator.cognito.hosted_ui.add_passkey import reminder
from cognito_emulator.cognito.hosted_ui.back_to_app import back_to_app
from cognito_emulator.cognito.hosted_ui.form_check import wrong
from cognito_emulator.cognito.hosted_ui.refusals import CODE, Refusal
from cognito_emulator.cognito.hosted_ui.sign_up_fields import (
    PASSWORD,
    PASSWORD_AGAIN,
    Field,
    attribute_fields,
    password_field,
)
from cognito_emulator.cognito.hosted_ui.visit import Visit
from cognito_emulator.cognito.operations.mfa import associate_software_token, verify_software_token
from cognito_emulator.cognito.user import User

CHALLENGE, SESSION = "challenge", "challenge_session"
FACTOR, ADDRESS = "factor", "email"
_SIGNED_IN = "signed in"
_SET_UP_HERE = frozenset({SOFTWARE_TOKEN_MFA, EMAIL_OTP})
_NAMES = {SMS_MFA: "A text message", EMAIL_OTP: "A mail", SOFTWARE_TOKEN_MFA: "An authenticator app"}
WRONG_CODES = frozenset({"CodeMismatchException", "EnableSoftwareTokenMFAException", "ExpiredCodeException"})
WRONG_CODE = "This is not the right code, or it was used already."


async def go_on(visit: Visit, username: str, user: User) -> Response:
    """The next page for who has proved a password, or the app."""
    visit.session.username = username
    step = entrance(visit).step(user)
    return await shown(visit, user, await flow.after_password(visit.client.cognito, step))


async def answer_challenge(visit: Visit) -> Response:
    """A form of one of these pages. Raises AwsError where its session is none."""
    form = visit.form or {}
    cognito, name = visit.client.cognito, form.get(CHALLENGE, "")
    user = cognito.store.users.signs_in_by(visit.client.pool, visit.session.username)
    if name not in _ANSWERS or user is None:
        raise not_authorized(challenges.INVALID_SESSION)
    session = form.get(SESSION, "")
    # a page says something of its user: whoever has not proved the password sees none, and sets nothing up
    challenges.live(cognito, session, visit.client.client, user.username, name)
    refusal = wrong(visit.client, await _fields(visit, user, name, session), form)
    if refusal:
        return await _page(visit, user, name, session, refusal=refusal)
    try:
        answer = await _ANSWERS[name](cognito, entrance(visit).step(user), form)
    except AwsError as error:
        if error.code == "NotAuthorizedException":
            raise
        refusal = _refusal(visit, await _fields(visit, user, name, session), error)
        return await _page(visit, cognito.again(user), name, session, refusal=refusal)
    return await shown(visit, cognito.again(user), answer)


def entrance(visit: Visit) -> Entrance:
    """Where a sign-in by the pages begins: it ends in a browser that is signed in, and not in tokens."""
    return Entrance(visit.client.pool, visit.client.client, finish=partial(_finish, visit))


async def _finish(visit: Visit, cognito: Cognito, step: SignInStep, _source: str) -> Answer:
    """The end of a sign-in by the pages: no tokens yet, and a browser that is not asked again."""
    user = await completion.complete(cognito, step)
    # a function has run, and the client may have gone
    cognito.client_of(step.pool, step.client.id)
    visit.session.sign_in(step.pool.id, user.id, cognito.clock())
    return {_SIGNED_IN: user}


async def shown(visit: Visit, user: User, answer: Answer) -> Response:
    """The app, or the page of the challenge that comes next."""
    cognito = visit.client.cognito
    if _SIGNED_IN in answer:
        user = answer[_SIGNED_IN]
        return reminder(visit, user) or await back_to_app(visit, user, cognito.clock())
    name, session = answer["ChallengeName"], answer["Session"]
    parameters = answer["ChallengeParameters"]
    if name == MFA_SETUP and not _SET_UP_HERE.intersection(_choices(cognito, session)):
        raise not_authorized(
            "A phone number is needed for the code of a sign-in: an administrator can add it."
        )
    if name == MFA_SETUP and SOFTWARE_TOKEN_MFA in _choices(cognito, session):
        begun = await associate_software_token(cognito, {"Session": session}, ANYBODY)
        session = begun["Session"]
    return await _page(visit, cognito.again(user), name, session, parameters)


async def _page(
    visit: Visit,
    user: User,
    name: str,
    session: str,
    parameters: Mapping[str, str] | None = None,
    *,
    refusal: Refusal | None = None,
) -> Response:
    """`parameters` are the challenge's; a page that is shown again has none."""
    said = parameters or {}
    values = {
        **{
            key: value
            for key, value in (visit.form or {}).items()
            if key not in (PASSWORD, PASSWORD_AGAIN, CODE)
        },
        CHALLENGE: name,
        SESSION: session,
        "sent_to": said.get("CODE_DELIVERY_DESTINATION", ""),
        "secret": str(user.factors.get(PENDING) or "") if name == MFA_SETUP else "",
        "otpauth": _otpauth(visit, user) if name == MFA_SETUP else "",
    }
    return visit.page(_TEMPLATES[name], await _fields(visit, user, name, session), values, refusal)


async def _fields(visit: Visit, user: User, name: str, session: str) -> list[Field]:
    if name == NEW_PASSWORD_REQUIRED:
        lacking = first_factor.required_attributes(visit.client.pool, user.attributes)
        return [
            password_field(visit.client, label="New password"),
            Field(PASSWORD_AGAIN, "New password again", "password", "new-password"),
            *await attribute_fields(visit.client, lacking),
        ]
    choices = _choices(visit.client.cognito, session)
    if name == SELECT_MFA_TYPE:
        offered = tuple((factor, _NAMES[factor]) for factor in choices)
        return [Field(FACTOR, "Your second factor", "choice", choices=offered)]
    if name == MFA_SETUP and SOFTWARE_TOKEN_MFA not in choices:
        return [Field(ADDRESS, "Email address", "email", "email")]
    label = {SMS_MFA: "Code from the text", EMAIL_OTP: "Code from the mail"}.get(name, "Code from the app")
    return [Field(CODE, label, "code", "one-time-code")]


def _choices(cognito: Cognito, session: str) -> list[str]:
    """The factors to choose from, or to set up; none of a session that is over."""
    challenge = cognito.store.proofs.challenge(session)
    return list(challenge.state.get(mfa.CHOICES) or ()) if challenge else []


def _refusal(visit: Visit, fields: list[Field], error: AwsError) -> Refusal:
    if error.code in WRONG_CODES:
        return Refusal(CODE, WRONG_CODE)
    return visit.refusal_of(error, fields)


def _otpauth(visit: Visit, user: User) -> str:
    """What an authenticator app reads (Google's key URI format)."""
    secret = str(user.factors.get(PENDING) or "")
    label = quote(f"{visit.client.name}:{visit.session.username}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(visit.client.name)}" if secret else ""


async def _choose_password(cognito: Cognito, step: SignInStep, form: Mapping[str, str]) -> Answer:
    lacking = first_factor.required_attributes(step.pool, step.user.attributes)
    given = {f"userAttributes.{name}": form[name] for name in lacking}
    given["NEW_PASSWORD"] = form[PASSWORD]
    passed = first_factor.choose_password(cognito, step, form[SESSION], given)
    return await flow.after_new_password(cognito, passed)


async def _give_app_code(cognito: Cognito, step: SignInStep, form: Mapping[str, str]) -> Answer:
    passed = mfa.by_software_token(cognito, step, form[SESSION], form[CODE])
    return await flow.end(cognito, passed, by=SOFTWARE_TOKEN_MFA)


async def _give_sent_code(cognito: Cognito, step: SignInStep, form: Mapping[str, str]) -> Answer:
    name = form[CHALLENGE]
    passed = one_time_codes.passed(cognito, step, form[SESSION], name, form[CODE])
    return await flow.end(cognito, passed, by=name)


async def _choose_factor(cognito: Cognito, step: SignInStep, form: Mapping[str, str]) -> Answer:
    return await mfa.select(cognito, step, form[SESSION], form[FACTOR])


async def _set_up(cognito: Cognito, step: SignInStep, form: Mapping[str, str]) -> Answer:
    if form.get(ADDRESS):
        return await mfa.set_up_email(cognito, step, form[SESSION], form[ADDRESS])
    request = {"Session": form[SESSION], "UserCode": form[CODE]}
    verified: dict[str, Any] = await verify_software_token(cognito, request, ANYBODY)
    step = step.of(cognito.again(step.user))
    return await flow.end(cognito, mfa.by_set_up(cognito, step, verified["Session"]))


_Answering = Callable[[Cognito, SignInStep, Mapping[str, str]], Awaitable[Answer]]
_ANSWERS: Mapping[str, _Answering] = {
    NEW_PASSWORD_REQUIRED: _choose_password,
    SOFTWARE_TOKEN_MFA: _give_app_code,
    SMS_MFA: _give_sent_code,
    EMAIL_OTP: _give_sent_code,
    SELECT_MFA_TYPE: _choose_factor,
    MFA_SETUP: _set_up,
}
_TEMPLATES = {
    NEW_PASSWORD_REQUIRED: "new_password.html",
    SOFTWARE_TOKEN_MFA: "second_factor.html",
    SMS_MFA: "second_factor.html",
    EMAIL_OTP: "second_factor.html",
    SELECT_MFA_TYPE: "choose_factor.html",
    MFA_SETUP: "set_up_factor.html",
}
