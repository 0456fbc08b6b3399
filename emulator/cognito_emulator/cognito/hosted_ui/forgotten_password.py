"""/forgotPassword, then /confirmforgotPassword with the code from the mail and a new password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui.form_check import missing, wrong
from cognito_emulator.cognito.hosted_ui.refusals import CODE, Refusal
from cognito_emulator.cognito.hosted_ui.sign_up_fields import (
    PASSWORD,
    PASSWORD_AGAIN,
    Field,
    password_field,
    username_field,
)
from cognito_emulator.cognito.hosted_ui.visit import Visit


async def forgot_password(visit: Visit) -> Response:
    identity = username_field(visit.client)
    if visit.form is None:
        return visit.page("forgot_password.html", [identity], {identity.name: visit.session.username})
    refusal = missing([identity], visit.form)
    if refusal is None:
        username = visit.form[identity.name]
        try:
            await visit.client.ask("ForgotPassword", Username=username)
        except AwsError as error:
            refusal = visit.refusal_of(error, [identity])
    if refusal:
        return visit.page("forgot_password.html", [identity], visit.form, refusal)
    visit.session.username = username
    return visit.go_on_to("/confirmforgotPassword")


async def confirm_forgot_password(visit: Visit) -> Response:
    fields = _fields(visit)
    if visit.form is None:
        return visit.page("confirm_forgot_password.html", fields, {})
    refusal = wrong(visit.client, fields, visit.form) or await _confirm(visit, fields, visit.form)
    if refusal:
        return visit.page("confirm_forgot_password.html", fields, visit.form, refusal)
    visit.session.notice = "Your password is changed. Sign in with the new one."
    return visit.go_on_to("/login")


def _fields(visit: Visit) -> list[Field]:
    fields = [
        Field(CODE, "Code from the mail", "code", "one-time-code"),
        password_field(visit.client, label="New password"),
        Field(PASSWORD_AGAIN, "New password again", "password", "new-password"),
    ]
    return fields if visit.session.username else [username_field(visit.client), *fields]


async def _confirm(visit: Visit, fields: Sequence[Field], form: Mapping[str, str]) -> Refusal | None:
    username = visit.session.username or form[username_field(visit.client).name]
    try:
        await visit.client.ask(
            "ConfirmForgotPassword",
            Username=username,
            ConfirmationCode=form[CODE],
            Password=form[PASSWORD],
        )
    except AwsError as error:
        return visit.refusal_of(error, fields)
    visit.session.username = username
    return None
