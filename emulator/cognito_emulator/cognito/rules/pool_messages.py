"""What a user pool's settings say of its messages.

Sources: VerificationMessageTemplateType, CreateUserPool (VerificationMessageTemplate),
AdminCreateUserConfigType and EmailConfigurationType in Cognito's API reference; "Customizing user invitation
messages" in the developer guide. The words are AWS's, as CloudFormation's users report them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.errors import invalid_parameter

_SENDER = re.compile(r"(?:[^@\s]+@[^@\s]+|[^<>]*<[^@\s<>]+@[^@\s<>]+>)")
_CODE, _USERNAME = "{####}", "{username}"


def check_template(template: Mapping[str, Any]) -> None:
    """Raise AwsError (InvalidParameterException) for a VerificationMessageTemplate with a code and a link."""
    if template.get("EmailMessage") and template.get("EmailMessageByLink"):
        raise invalid_parameter(
            "Only one of EmailMessage and EmailMessageByLink can be set in a VerificationMessageTemplate."
        )


def check_messages(settings: Mapping[str, Any]) -> None:
    """Raise AwsError (InvalidParameterException) for an invitation or a sender that AWS refuses."""
    _check_invitation(settings)
    mail = settings.get("EmailConfiguration") or {}
    if mail.get("EmailSendingAccount") == "DEVELOPER" and not mail.get("SourceArn"):
        raise invalid_parameter("Source ARN is required to use DEVELOPER email sending owner")
    if mail.get("From") and not _SENDER.fullmatch(mail["From"]):
        raise invalid_parameter("Provided From email address is invalid")


def _check_invitation(settings: Mapping[str, Any]) -> None:
    """Whoever has no password can be invited without one."""
    factors = ((settings.get("Policies") or {}).get("SignInPolicy") or {}).get(
        "AllowedFirstAuthFactors"
    ) or []
    needed = [_USERNAME] if set(factors) - {"PASSWORD"} else [_USERNAME, _CODE]
    template = (settings.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
    for member, kind in (("EmailMessage", "email"), ("SMSMessage", "SMS")):
        message = template.get(member)
        if message and not all(placeholder in message for placeholder in needed):
            raise invalid_parameter(f"Invalid {kind} message for Admin create user flow parameter")
