"""Confirmation by the link in a mail (DefaultEmailOption CONFIRM_WITH_LINK).

Sources: "Configuring verification and invitation messages" in the Cognito developer guide;
VerificationMessageTemplateType in the API reference.
"""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests import http
from tests.emulator.account import PASSWORD, Account

LINKED = re.compile(r'<a href="([^"]+)">Click here</a>')


@dataclass
class ByLink:
    """A pool that confirms by link, and somebody who has just signed up."""

    account: Account
    pool_id: str
    client_id: str
    address: str

    def mail(self) -> dict[str, Any]:
        answer = http.get(f"{self.account.endpoint_url}/_inbox.json", params={"to": self.address}, timeout=30)
        newest: dict[str, Any] = answer.json()["messages"][0]
        return newest

    def link(self) -> str:
        found = LINKED.search(self.mail()["html"])
        assert found, self.mail()
        return html.unescape(found[1])

    def status(self) -> str:
        found = self.account.cognito.admin_get_user(UserPoolId=self.pool_id, Username=self.address)
        return str(found["UserStatus"])


@pytest.fixture
def by_link(account: Account) -> Iterator[ByLink]:
    cognito: Any = account.cognito
    template = {
        "DefaultEmailOption": "CONFIRM_WITH_LINK",
        "EmailSubjectByLink": "Welcome",
        "EmailMessageByLink": "<b>Hello</b> {##Click here##}",
    }
    pool = cognito.create_user_pool(
        PoolName="pool",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        VerificationMessageTemplate=template,
    )["UserPool"]
    client = cognito.create_user_pool_client(UserPoolId=pool["Id"], ClientName="an app")["UserPoolClient"]
    made = ByLink(account, pool["Id"], client["ClientId"], f"{uuid.uuid4()}@example.com")
    cognito.sign_up(ClientId=made.client_id, Username=made.address, Password=PASSWORD)
    yield made
    cognito.delete_user_pool(UserPoolId=pool["Id"])


def opened(url: str) -> httpx.Response:
    return http.get(url, timeout=30, trust_env=False)


def test_the_link_in_the_mail_confirms(by_link: ByLink) -> None:
    assert by_link.status() == "UNCONFIRMED"
    answer = opened(by_link.link())
    assert answer.status_code == 200
    assert "Your registration has been confirmed" in answer.text
    assert by_link.status() == "CONFIRMED"


def test_the_link_names_client_user_and_code_as_awss_does(by_link: ByLink) -> None:
    parts = urlsplit(by_link.link())
    assert f"{parts.scheme}://{parts.netloc}" == by_link.account.endpoint_url
    assert parts.path == "/confirmUser/"
    assert parse_qs(parts.query).keys() == {"client_id", "user_name", "confirmation_code"}


def test_the_link_is_in_the_mails_text_too_and_its_code_in_the_inbox(by_link: ByLink) -> None:
    mail = by_link.mail()
    assert mail["subject"] == "Welcome"
    assert mail["text"] == f"Hello Click here: {by_link.link()}"
    assert parse_qs(urlsplit(by_link.link()).query)["confirmation_code"] == [mail["code"]]


def test_a_link_confirms_once(by_link: ByLink) -> None:
    assert opened(by_link.link()).status_code == 200
    assert opened(by_link.link()).status_code == 400


def test_of_two_links_the_newest_confirms(by_link: ByLink) -> None:
    first = by_link.link()
    by_link.account.cognito.resend_confirmation_code(ClientId=by_link.client_id, Username=by_link.address)
    assert opened(first).status_code == 400
    assert by_link.status() == "UNCONFIRMED"
    assert opened(by_link.link()).status_code == 200


@pytest.mark.parametrize("part", ["client_id", "user_name", "confirmation_code"])
def test_a_link_that_is_not_whole_confirms_nobody(by_link: ByLink, part: str) -> None:
    link = re.sub(rf"{part}=[^&]*", f"{part}=", by_link.link())
    answer = opened(link)
    assert (answer.status_code, by_link.status()) == (400, "UNCONFIRMED")
    assert "This link is not whole" in answer.text


def test_a_wrong_code_in_a_link_confirms_nobody(by_link: ByLink) -> None:
    code = by_link.mail()["code"]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answer = opened(by_link.link().replace(f"confirmation_code={code}", f"confirmation_code={wrong}"))
    assert (answer.status_code, by_link.status()) == (400, "UNCONFIRMED")


def test_a_link_shows_nothing_of_what_is_put_into_it(by_link: ByLink) -> None:
    answer = opened(f"{by_link.link()}%22%3E%3Cscript%3E")
    assert "<script>" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_forgotten_password_has_a_code_and_no_link_that_confirms(by_link: ByLink) -> None:
    opened(by_link.link())
    by_link.account.cognito.forgot_password(ClientId=by_link.client_id, Username=by_link.address)
    mail = by_link.mail()
    assert "confirmUser" not in mail["html"] + mail["text"]
    assert mail["text"] == f"Hello Click here: {mail['code']}"
