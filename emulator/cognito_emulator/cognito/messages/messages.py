"""What a user pool sends its users: codes and invitations, in the words of its templates or its function.

Sources: "Configuring verification and invitation messages" and "Custom message Lambda trigger" in the Cognito
developer guide.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.messages import custom_sender
from cognito_emulator.cognito.messages.code import code_in
from cognito_emulator.cognito.store.pools import MFA
from cognito_emulator.cognito.store.sent_messages import EMAIL, SMS, SentMessage
from cognito_emulator.cognito.triggers.event import trigger_event
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.recording.current import note_message

DEFAULT_SENDER = "no-reply@verificationemail.com"
_CUSTOM_MESSAGE, _INVITES, _SIGNS_IN = "CustomMessage_", "AdminCreateUser", "Authentication"
_CODE, _USERNAME = "{####}", "{username}"
_LINK = re.compile(r"\{##([^{}#]+)##\}")
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_BLANKS = re.compile(r"[ \t\r\n]+")
_SIGN_UPS = ("CustomMessage_SignUp", "CustomMessage_ResendCode")
_BY_LINK = "CONFIRM_WITH_LINK"
CONFIRMATION_PATH = "/confirmUser/"
_VERIFICATION = ("Your verification code", "Your verification code is {####}.")
_VERIFICATION_LINK = (
    "Your verification link",
    "Please click the link below to verify your email address. {##Verify Email##}",
)
_AUTHENTICATION = ("Your authentication code", "Your authentication code is {####}.")
_INVITATION = ("Your temporary password", "Your username is {username} and temporary password is {####}.")


@dataclass(frozen=True)
class Recipient:
    """A user as messages know them; `attributes` hold the address, which may be one that is to be theirs."""

    username: str
    attributes: Mapping[str, str]
    client_id: str = ""
    client_metadata: Mapping[str, str] | None = None

    @classmethod
    def of(
        cls, user: User, client_id: str = "", client_metadata: Mapping[str, str] | None = None
    ) -> Recipient:
        return cls(user.username, user.attributes, client_id, client_metadata)


@dataclass(frozen=True)
class _Message:
    """A subject and a body with their placeholders, and the secret that one of them stands for.

    `link` is the address that a link in it leads to; without one the secret stands behind the link's text.
    """

    subject: str
    body: str
    secret: str
    link: str = ""


async def send_code(
    cognito: Cognito, pool: UserPool, to: Recipient, source: str, *, attribute: str, code: str
) -> dict[str, str]:
    """Send a code to the address in `attribute`; CodeDeliveryDetailsType, as the API answers it.

    The pool's CustomMessage function has its say before; where the pool has a sender of its own, that sends.
    Raises AwsError when a function fails.
    """
    if custom_sender.has_sender(pool, attribute):
        event = source.removeprefix(_CUSTOM_MESSAGE)
        await custom_sender.send(cognito, pool, to, attribute, event=event, secret=code)
    else:
        custom = await _custom(cognito, pool, to, source)
        template = _verification_template(pool.settings, attribute)
        message = _message(template, custom, attribute, code, [_CODE])
        if attribute == "email" and source in _SIGN_UPS and _is_by_link(pool.settings):
            message = replace(message, link=_confirmation_link(cognito, to, code))
        _send(cognito, pool, to, attribute, message)
    return delivery_details(to.attributes[attribute], attribute)


async def send_authentication_code(
    cognito: Cognito, pool: UserPool, to: Recipient, *, attribute: str, code: str
) -> None:
    """Send the code of a sign-in, in the words of the pool's second factors or of its function."""
    if custom_sender.has_sender(pool, attribute):
        await custom_sender.send(cognito, pool, to, attribute, event=_SIGNS_IN, secret=code)
        return
    custom = await _custom(cognito, pool, to, f"{_CUSTOM_MESSAGE}{_SIGNS_IN}")
    template = _authentication_template(cognito, pool, attribute)
    _send(cognito, pool, to, attribute, _message(template, custom, attribute, code, [_CODE]))


async def send_invitation(
    cognito: Cognito, pool: UserPool, to: Recipient, attribute: str, password: str
) -> None:
    """Send a new user the temporary password."""
    if custom_sender.has_sender(pool, attribute):
        await custom_sender.send(cognito, pool, to, attribute, event=_INVITES, secret=password)
        return
    custom = await _custom(cognito, pool, to, f"{_CUSTOM_MESSAGE}{_INVITES}")
    template = _invitation_template(pool.settings, attribute)
    message = _message(template, custom, attribute, password, [_CODE, _USERNAME])
    _send(cognito, pool, to, attribute, message)


async def _custom(cognito: Cognito, pool: UserPool, to: Recipient, source: str) -> dict[str, Any]:
    request = {
        "userAttributes": dict(to.attributes),
        "codeParameter": _CODE,
        "usernameParameter": _USERNAME if source == f"{_CUSTOM_MESSAGE}{_INVITES}" else None,
        "clientMetadata": to.client_metadata,
    }
    response = {"smsMessage": None, "emailMessage": None, "emailSubject": None}
    event = trigger_event(source, pool, to.username, to.client_id, request=request, response=response)
    return await cognito.functions.run("CustomMessage", pool, event) or {}


def _send(cognito: Cognito, pool: UserPool, to: Recipient, attribute: str, message: _Message) -> None:
    name, address = _shown_name(pool, to), to.attributes[attribute]
    body, is_text = _filled(message, name), attribute == "phone_number"
    sender = (pool.settings.get("EmailConfiguration") or {}).get("From") or DEFAULT_SENDER
    is_html = not is_text and _TAG.search(body) is not None
    text = _BLANKS.sub(" ", _TAG.sub(" ", _linked_as_text(message, name))).strip(" ") if is_html else body
    sent = SentMessage(
        channel=SMS if is_text else EMAIL,
        to=address,
        sender="" if is_text else sender,
        subject="" if is_text else _filled(replace(message, body=message.subject), name),
        text=text,
        html=body if is_html else "",
        code=message.secret if message.link and message.link in text else code_in(text),
        sent=cognito.clock(),
    )
    with cognito.store.database.transaction():
        cognito.store.messages.add(sent)
    note_message(sent.channel, address, sent.subject, text)
    if not is_text:
        cognito.relay.send(sender, address, sent.subject, body, is_html=is_html)


def _message(
    template: tuple[str, str], custom: Mapping[str, Any], attribute: str, secret: str, needed: list[str]
) -> _Message:
    """The pool's template, and what its function has said in the template's stead."""
    body = custom.get("smsMessage" if attribute == "phone_number" else "emailMessage") or template[1]
    _check_placeholders(body, needed)
    return _Message(custom.get("emailSubject") or template[0], body, secret)


def delivery_details(address: str, attribute: str) -> dict[str, str]:
    """CodeDeliveryDetailsType, with the address masked as in API_SignUp's example: m***@e***."""
    if attribute == "phone_number":
        masked, medium = f"+{'*' * max(len(address) - 5, 0)}{address[-4:]}", "SMS"
    else:
        local, _, domain = address.partition("@")
        masked, medium = f"{local[:1]}***@{domain[:1]}***", "EMAIL"
    return {"Destination": masked, "DeliveryMedium": medium, "AttributeName": attribute}


def _verification_template(settings: Mapping[str, Any], attribute: str) -> tuple[str, str]:
    """Subject and body; a text message has no subject."""
    template = settings.get("VerificationMessageTemplate") or {}
    if attribute == "phone_number":
        return "", template.get("SmsMessage") or settings.get("SmsVerificationMessage") or _VERIFICATION[1]
    by_link = _is_by_link(settings)
    suffix = "ByLink" if by_link else ""
    subject = template.get(f"EmailSubject{suffix}") or settings.get("EmailVerificationSubject")
    body = template.get(f"EmailMessage{suffix}") or (not by_link and settings.get("EmailVerificationMessage"))
    default = _VERIFICATION_LINK if by_link else _VERIFICATION
    return subject or default[0], body or default[1]


def _is_by_link(settings: Mapping[str, Any]) -> bool:
    return (settings.get("VerificationMessageTemplate") or {}).get("DefaultEmailOption") == _BY_LINK


def _confirmation_link(cognito: Cognito, to: Recipient, code: str) -> str:
    """As AWS has it: https://DOMAIN/confirmUser/?client_id=…&user_name=…&confirmation_code=…."""
    asked = {"client_id": to.client_id, "user_name": to.username, "confirmation_code": code}
    return f"{cognito.endpoint_url}{CONFIRMATION_PATH}?{urlencode(asked)}"


def _authentication_template(cognito: Cognito, pool: UserPool, attribute: str) -> tuple[str, str]:
    if attribute == "phone_number":
        return "", pool.settings.get("SmsAuthenticationMessage") or _AUTHENTICATION[1]
    config = cognito.store.pools.document(pool.id, MFA, "") or {}
    mail = config.get("EmailMfaConfiguration") or {}
    return mail.get("Subject") or _AUTHENTICATION[0], mail.get("Message") or _AUTHENTICATION[1]


def _invitation_template(settings: Mapping[str, Any], attribute: str) -> tuple[str, str]:
    template = (settings.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
    body = template.get("SMSMessage" if attribute == "phone_number" else "EmailMessage")
    return template.get("EmailSubject") or _INVITATION[0], body or _INVITATION[1]


def _check_placeholders(body: str, needed: list[str]) -> None:
    """A function's message without its placeholders is none (custom message trigger, in the guide)."""
    if not all(placeholder in body for placeholder in needed) and not _LINK.search(body):
        raise AwsError("InvalidLambdaResponseException", "CustomMessage failed: a placeholder is missing.")


def _shown_name(pool: UserPool, to: Recipient) -> str:
    """People who sign in by address never see their Username."""
    for attribute in ("email", "phone_number"):
        if attribute in pool.username_attributes and to.attributes.get(attribute):
            return to.attributes[attribute]
    return to.username


def _filled(message: _Message, name: str) -> str:
    """The code stands behind a link's text where the mail is none that confirms by link."""
    if not message.link:
        return _linked_as_text(message, name)
    address = html.escape(message.link)
    return _with_values(
        _LINK.sub(lambda link: f'<a href="{address}">{link[1]}</a>', message.body), message, name
    )


def _linked_as_text(message: _Message, name: str) -> str:
    behind = message.link or message.secret
    return _with_values(_LINK.sub(lambda link: f"{link[1]}: {behind}", message.body), message, name)


def _with_values(text: str, message: _Message, name: str) -> str:
    return text.replace(_USERNAME, name).replace(_CODE, message.secret)
