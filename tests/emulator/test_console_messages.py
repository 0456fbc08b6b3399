"""Messages in the console: by recipient, their HTML in a frame that nothing comes out of, cleared."""

from __future__ import annotations

import re
import uuid
from html import unescape

import pytest

from tests import http
from tests.emulator.account import Account, Pool

MESSAGES = "/_console/messages"
FRAME = re.compile(rf'<iframe sandbox loading="lazy" src="({MESSAGES}/[^"]+/html)"')


@pytest.fixture(scope="module")
def pool(account: Account) -> Pool:
    return account.pool()


def page(endpoint_url: str, path: str = MESSAGES, **query: str) -> str:
    answer = http.get(endpoint_url + path, params=query or None, trust_env=False)
    return unescape(answer.raise_for_status().text)


def send_html(account: Account, html: str) -> str:
    """Send a mail as an app does, by SES; its subject."""
    subject = uuid.uuid4().hex
    ses = account.client("ses")
    ses.verify_email_identity(EmailAddress="app@example.com")
    ses.send_email(
        Source="app@example.com",
        Destination={"ToAddresses": [f"{subject}@example.com"]},
        Message={"Subject": {"Data": subject}, "Body": {"Html": {"Data": html}}},
    )
    return subject


@pytest.mark.parametrize("path", [MESSAGES, "/_inbox"])
def test_a_code_is_shown_to_be_copied_at_both_addresses(endpoint_url: str, pool: Pool, path: str) -> None:
    person = pool.sign_up()
    text = page(endpoint_url, path)
    assert person.email in text
    assert f'data-copy="{person.mailed_code()}"' in text
    assert "<h1>Messages</h1>" in text


def test_messages_are_found_by_a_part_of_the_recipient(endpoint_url: str, pool: Pool) -> None:
    one, other = pool.sign_up(), pool.sign_up()
    text = page(endpoint_url, to=one.email[3:20].upper())
    assert f"To {one.email}" in text
    assert f"To {other.email}" not in text
    assert "Nothing was sent there." in page(endpoint_url, to="nobody@nowhere.example")


def test_a_link_of_a_mail_is_there_to_be_opened_and_no_other_scheme(account: Account) -> None:
    html = '<a href="https://app.example/a?b=1&amp;c=2">go</a><a href="javascript:alert(1)">no</a>'
    subject = send_html(account, f"{html} and http://app.example/written.")
    text = page(account.endpoint_url, to=subject)
    assert re.search(
        r'href="https://app\.example/a\?b=1&c=2" target="_blank" rel="noopener noreferrer"', text
    )
    assert 'href="http://app.example/written"' in text
    assert 'href="javascript' not in text


def test_the_html_of_a_mail_runs_loads_and_leads_nowhere(account: Account) -> None:
    html = "<h1>Hello</h1><script>alert(1)</script>"
    subject = send_html(account, html)
    text = page(account.endpoint_url, to=subject)
    assert "<script>alert" not in text
    (frame,) = FRAME.findall(text)
    answer = http.get(account.endpoint_url + frame, trust_env=False)
    assert answer.text == html
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'self'"} <= set(policy)
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_page_has_frames_of_the_engine_alone(endpoint_url: str) -> None:
    answer = http.get(endpoint_url + MESSAGES, trust_env=False)
    assert "frame-src 'self'" in answer.headers["content-security-policy"].split("; ")


def test_a_mail_of_a_pool_has_a_frame_where_it_is_html(account: Account) -> None:
    pool = account.pool()
    account.cognito.update_user_pool(
        UserPoolId=pool.id, AutoVerifiedAttributes=["email"], EmailVerificationMessage="<b>{####}</b>"
    )
    person = pool.sign_up()
    (frame,) = FRAME.findall(page(account.endpoint_url, to=person.email))
    answer = http.get(account.endpoint_url + frame, trust_env=False)
    assert answer.text == f"<b>{person.mailed_code()}</b>"


@pytest.mark.parametrize("key", ["0", "999999999", "99999999999999999999999", "nothing"])
def test_a_mail_that_there_is_not_is_a_404(endpoint_url: str, key: str) -> None:
    assert http.get(f"{endpoint_url}{MESSAGES}/{key}/html", trust_env=False).status_code == 404


def test_older_messages_are_on_the_next_page(endpoint_url: str, pool: Pool) -> None:
    people = [pool.sign_up() for _ in range(101)]
    newest = page(endpoint_url, to="@example.com")
    assert f"To {people[1].email}" in newest
    assert f"To {people[0].email}" not in newest
    (link,) = re.findall(r'href="([^"]+)">Older</a>', newest)
    older = page(endpoint_url, link)
    assert f"To {people[0].email}" in older
    assert f"To {people[1].email}" not in older


def test_nothing_is_cleared_by_a_link_or_by_a_page_of_another_origin(endpoint_url: str, pool: Pool) -> None:
    person = pool.sign_up()
    to = f"{endpoint_url}{MESSAGES}/clear"
    assert http.get(to, trust_env=False).status_code == 405
    assert http.post(to, headers={"origin": "http://localhost:3000"}, trust_env=False).status_code == 403
    assert person.email in page(endpoint_url)


def test_clearing_takes_the_pools_messages_and_those_of_apps(account: Account) -> None:
    person, subject = account.pool().sign_up(), send_html(account, "hello")
    answer = http.post(f"{account.endpoint_url}{MESSAGES}/clear", trust_env=False, follow_redirects=True)
    assert "All messages are cleared." in answer.text
    text = page(account.endpoint_url)
    assert person.email not in text
    assert subject not in text
