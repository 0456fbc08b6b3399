"""What a user pool sends its users: codes and invitations, in the words of its templates or its function.

Sources: "Configuring verification and invitation messages" and "Custom message Lambda trigger" in the Cognito
developer guide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.ministack.pool_description import PoolDescription
from cognito_emulator.cognito.triggers.event import trigger_event
from cognito_emulator.cognito.triggers.function import FunctionArn, TriggerFunctions

DEFAULT_SENDER = "no-reply@verificationemail.com"
_CODE, _USERNAME = "{####}", "{username}"
_VERIFICATION_KIND, _INVITATION_KIND = "CognitoVerificationMessage", "CognitoInvitationMessage"
_LINK = re.compile(r"\{##([^{}#]+)##\}")
_VERIFICATION = ("Your verification code", "Your verification code is {####}.")
_INVITATION = ("Your temporary password", "Your username is {username} and temporary password is {####}.")


@dataclass(frozen=True)
class Mail:
    """One mail. `kind` is what the list of sent mails calls it."""

    sender: str
    recipient: str
    subject: str
    body: str
    kind: str


@dataclass(frozen=True)
class Addressee:
    """A user as messages know them; `attributes` hold the address."""

    username: str
    attributes: Mapping[str, str]
    client_id: str = ""
    client_metadata: Mapping[str, str] | None = None


@dataclass(frozen=True)
class _Message:
    """A subject and a body with their placeholders, and the secret that one of them stands for."""

    subject: str
    body: str
    secret: str
    kind: str


@dataclass(frozen=True)
class CognitoMessages:
    """Sends by e-mail or text message, after the pool's CustomMessage function has had its say."""

    aws: AwsApi
    functions: TriggerFunctions
    send_mail: Callable[[Mail, str, str | None], None]

    async def send_code(
        self, description: PoolDescription, to: Addressee, source: str, attribute: str, code: str
    ) -> dict[str, str]:
        """Send a code to the address in `attribute`; CodeDeliveryDetailsType, as the API answers it."""
        custom = await self._custom(description, to, source)
        template = _verification_template(description.settings, attribute)
        message = _message(template, custom, attribute, code, _VERIFICATION_KIND)
        await self._send(description, to, attribute, message)
        return delivery_details(to.attributes[attribute], attribute)

    async def send_invitation(
        self, description: PoolDescription, to: Addressee, attribute: str, password: str
    ) -> None:
        """Send a new user the temporary password."""
        custom = await self._custom(description, to, "CustomMessage_AdminCreateUser")
        template = _invitation_template(description.settings)
        message = _message(template, custom, attribute, password, _INVITATION_KIND)
        await self._send(description, to, attribute, message)

    async def _custom(self, description: PoolDescription, to: Addressee, source: str) -> dict[str, Any]:
        function = description.functions.get("CustomMessage")
        if not function:
            return {}
        request = {
            "userAttributes": dict(to.attributes),
            "codeParameter": _CODE,
            "usernameParameter": _USERNAME if source == "CustomMessage_AdminCreateUser" else None,
            "clientMetadata": to.client_metadata,
        }
        response = {"smsMessage": None, "emailMessage": None, "emailSubject": None}
        event = trigger_event(
            source, description, to.username, to.client_id, request=request, response=response
        )
        return await self.functions.run("CustomMessage", FunctionArn(function), description.arn, event)

    async def _send(
        self, description: PoolDescription, to: Addressee, attribute: str, message: _Message
    ) -> None:
        name, pool, address = _shown_name(description, to), description.pool, to.attributes[attribute]
        text = _filled(message.body, name, message.secret)
        if attribute == "phone_number":
            await self.aws.send_sms(address, text, region=pool.region, account=pool.account)
            return
        subject = _filled(message.subject, name, message.secret)
        sender = (description.settings.get("EmailConfiguration") or {}).get("From") or DEFAULT_SENDER
        self.send_mail(Mail(sender, address, subject, text, message.kind), pool.region, pool.account)


def _message(
    template: tuple[str, str], custom: Mapping[str, Any], attribute: str, secret: str, kind: str
) -> _Message:
    """The pool's template, and what its function has said in the template's stead."""
    body = custom.get("smsMessage" if attribute == "phone_number" else "emailMessage") or template[1]
    _check_placeholders(body, kind)
    return _Message(custom.get("emailSubject") or template[0], body, secret, kind)


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
    by_link = template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK"
    suffix = "ByLink" if by_link else ""
    subject = template.get(f"EmailSubject{suffix}") or settings.get("EmailVerificationSubject")
    body = template.get(f"EmailMessage{suffix}") or (not by_link and settings.get("EmailVerificationMessage"))
    return subject or _VERIFICATION[0], body or _VERIFICATION[1]


def _invitation_template(settings: Mapping[str, Any]) -> tuple[str, str]:
    template = (settings.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
    return template.get("EmailSubject") or _INVITATION[0], template.get("EmailMessage") or _INVITATION[1]


def _check_placeholders(body: str, kind: str) -> None:
    """A function's message without its placeholders is none (custom message trigger, in the guide)."""
    needed = [_CODE, _USERNAME] if kind == _INVITATION_KIND else [_CODE]
    if not all(placeholder in body for placeholder in needed) and not _LINK.search(body):
        raise AwsError("InvalidLambdaResponseException", "CustomMessage failed: a placeholder is missing.")


def _shown_name(description: PoolDescription, to: Addressee) -> str:
    """People who sign in by address never see their Username."""
    for attribute in ("email", "phone_number"):
        if attribute in description.username_attributes and to.attributes.get(attribute):
            return to.attributes[attribute]
    return to.username


def _filled(template: str, name: str, secret: str) -> str:
    """A link has no page behind it here: the code stands behind its text."""
    linked = _LINK.sub(lambda link: f"{link[1]}: {secret}", template)
    return linked.replace(_USERNAME, name).replace(_CODE, secret)
