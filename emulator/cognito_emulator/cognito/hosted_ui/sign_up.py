"""/signup, then /confirm with the code from the mail; /resendcode for another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui import choosing
from cognito_emulator.cognito.hosted_ui.form_check import missing, wrong
from cognito_emulator.cognito.hosted_ui.refusals import CODE, Refusal
from cognito_emulator.cognito.hosted_ui.sign_up_fields import (
    PASSWORD,
    USERNAME,
    Field,
    sign_up_fields,
    username_field,
)
from cognito_emulator.cognito.hosted_ui.visit import Visit

CONFIRMED = "Your address is confirmed. Sign in to go on."
# What says that the user is confirmed, although the answer is an error: the pool's function ran after that.
_AFTER_CONFIRMATION = frozenset(
    {"UserLambdaValidationException", "UnexpectedLambdaException", "InvalidLambdaResponseException"}
)


async def sign_up(visit: Visit) -> Response:
    fields = await sign_up_fields(visit.client)
    if visit.form is None:
        return visit.page("sign_up.html", fields, {})
    outcome = wrong(visit.client, fields, visit.form) or await _sign_up(visit, fields, visit.form)
    if isinstance(outcome, Refusal):
        return visit.page("sign_up.html", fields, visit.form, outcome)
    return visit.go_on_to(outcome)


async def _sign_up(visit: Visit, fields: Sequence[Field], form: Mapping[str, str]) -> Refusal | str:
    """Why not, or the path of the next page."""
    username = form[username_field(visit.client).name]
    attributes = [
        {"Name": field.name, "Value": form[field.name]}
        for field in fields
        if field.name not in (USERNAME, PASSWORD) and form.get(field.name)
    ]
    try:
        answer = await visit.client.ask(
            "SignUp", Username=username, Password=form[PASSWORD], UserAttributes=attributes
        )
    except AwsError as error:
        return visit.refusal_of(error, fields)
    visit.session.username = username
    visit.session.newcomers.add(answer["UserSub"])
    if answer.get("UserConfirmed"):
        visit.session.notice = "Your account is ready. Sign in to go on."
        return "/login"
    return "/confirm"


async def confirm(visit: Visit) -> Response:
    """Also at /confirmUser, where AWS's links in mails lead: their parameters fill the form."""
    fields = _fields_of_confirmation(visit)
    if visit.form is None:
        query = visit.request.query_params
        visit.session.username = query.get("user_name") or visit.session.username
        return visit.page("confirm.html", fields, {CODE: query.get("confirmation_code", "")})
    outcome = missing(fields, visit.form) or await _confirm(visit, fields, visit.form)
    if isinstance(outcome, Refusal):
        return visit.page("confirm.html", fields, visit.form, outcome)
    if signed_in := await choosing.after_sign_up(visit, outcome):
        return signed_in
    visit.session.notice = CONFIRMED
    return visit.go_on_to("/login")


def _fields_of_confirmation(visit: Visit) -> list[Field]:
    code = Field(CODE, "Code from the mail", "code", "one-time-code")
    return [code] if visit.session.username else [username_field(visit.client), code]


async def _confirm(visit: Visit, fields: Sequence[Field], form: Mapping[str, str]) -> Refusal | str:
    """Why not, or the session that the confirmation leads on by: empty where it leads nowhere."""
    username = visit.session.username or form[username_field(visit.client).name]
    try:
        answer = await visit.client.ask("ConfirmSignUp", Username=username, ConfirmationCode=form[CODE])
    except AwsError as error:
        refusal = visit.refusal_of(error, fields)
        if error.code in _AFTER_CONFIRMATION:
            return Refusal(None, f"Your address is confirmed, but what comes after it failed. {refusal.text}")
        if error.code == "NotAuthorizedException":
            return Refusal(None, f"{refusal.text} If your address is confirmed already, sign in.")
        return refusal
    visit.session.username = username
    return str(answer.get("Session") or "")


async def resend_code(visit: Visit) -> Response:
    """Mails a new code to who is signing up."""
    if visit.form is None or not visit.session.username:
        return visit.go_on_to("/confirm")
    try:
        await visit.client.ask("ResendConfirmationCode", Username=visit.session.username)
    except AwsError as error:
        fields = _fields_of_confirmation(visit)
        return visit.page("confirm.html", fields, {}, visit.refusal_of(error, fields))
    visit.session.notice = "A new code is on its way. Only the newest one is good."
    return visit.go_on_to("/confirm")
