"""Mail that goes out for AWS: kept for `/_ministack/ses/messages`, relayed where SMTP_HOST is set."""

from __future__ import annotations

import contextvars
import re

from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services.ses import send_internal_email

from cognito_emulator.cognito.messages.messages import Mail

_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")


def send_mail(mail: Mail, region: str, account: str | None) -> None:
    """Send by MiniStack's hook for its own services: no API sends for a sender that nobody has verified."""
    contextvars.Context().run(_send, mail, region, account)


def _send(mail: Mail, region: str, account: str | None) -> None:
    set_request_account_id(account or "")
    set_request_region(region)
    is_html = _TAG.search(mail.body) is not None
    send_internal_email(
        source=mail.sender,
        to_addrs=[mail.recipient],
        subject=mail.subject,
        body_text="" if is_html else mail.body,
        body_html=mail.body if is_html else "",
        type_name=mail.kind,
    )
