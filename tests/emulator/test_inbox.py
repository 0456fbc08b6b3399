"""The inbox shows sent mail, and to this machine alone."""

from __future__ import annotations

import uuid

import pytest

from tests import http
from tests.emulator.account import Account


def test_a_mail_and_its_code_are_shown_the_newest_first(account: Account, endpoint_url: str) -> None:
    ses = account.client("ses")
    ses.verify_email_identity(EmailAddress="app@example.com")
    subjects = [uuid.uuid4().hex for _ in range(2)]
    for number, subject in enumerate(subjects):
        ses.send_email(
            Source="app@example.com",
            Destination={"ToAddresses": ["ada@example.com"]},
            Message={
                "Subject": {"Data": subject},
                "Body": {"Html": {"Data": f"<p>Code <b>55555{number}</b></p>"}},
            },
        )
    text = http.get(f"{endpoint_url}/_inbox").text
    assert text.index(subjects[1]) < text.index(subjects[0])
    assert '<output aria-label="Code">555551</output>' in text
    assert "<b>" not in text


@pytest.mark.parametrize("hiding", ["\x0b", "\x1f", "\x85", "\u2028", "\u202e", "\x1b[2J"])
def test_what_hides_in_a_mail_is_to_be_seen(account: Account, endpoint_url: str, hiding: str) -> None:
    ses, mark = account.client("ses"), uuid.uuid4().hex
    ses.verify_email_identity(EmailAddress="app@example.com")
    ses.send_email(
        Source="app@example.com",
        Destination={"ToAddresses": ["ada@example.com"]},
        Message={"Subject": {"Data": f"{mark} a{hiding}b"}, "Body": {"Text": {"Data": f"{mark} c{hiding}d"}}},
    )
    text, escape = http.get(f"{endpoint_url}/_inbox").text, hiding.encode("unicode_escape").decode()
    assert f"{mark} a{escape}b" in text
    assert f"{mark} c{escape}d" in text
    assert hiding not in text


@pytest.mark.parametrize("host", ["evil.example", "mail.evil.example:4566", "192.0.2.1"])
def test_a_page_of_another_site_whose_name_leads_to_loopback_sees_no_mail(
    endpoint_url: str, host: str
) -> None:
    answer = http.get(f"{endpoint_url}/_inbox", headers={"host": host})
    assert answer.status_code == 403
    assert "@" not in answer.text
