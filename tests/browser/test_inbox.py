"""The inbox shows what the engine has sent."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visitor import Visitor


def test_new_mail_comes_in_by_itself_the_newest_first(visitor: Visitor) -> None:
    inbox = visitor.page.context.new_page()
    inbox.goto(visitor.app.inbox_url)
    visitor.sign_up()
    mails = inbox.get_by_role("article")
    expect(mails.first).to_contain_text(visitor.email)
    before = mails.count()
    visitor.press("Send a new code")
    expect(mails).to_have_count(before + 1)
    expect(mails.nth(1)).to_contain_text(visitor.email)


def test_the_code_can_be_copied(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.goto(visitor.app.inbox_url)
    mail = visitor.page.get_by_role("article").filter(has_text=visitor.email)
    mail.get_by_role("button").click()
    expect(mail.get_by_role("button")).to_have_text("Copied")
    code = mail.get_by_label("Code").inner_text()
    assert visitor.page.evaluate("navigator.clipboard.readText()") == code


def test_a_mail_is_shown_as_text_whatever_is_in_it(visitor: Visitor) -> None:
    ses = visitor.app.stack.client("ses")
    ses.verify_email_identity(EmailAddress="app@example.com")
    ses.send_email(
        Source="app@example.com",
        Destination={"ToAddresses": [visitor.email]},
        Message={
            "Subject": {"Data": "<script>alert(1)</script>"},
            "Body": {"Text": {"Data": "<img src=x onerror=alert(1)>"}},
        },
    )
    visitor.page.goto(visitor.app.inbox_url)
    mail = visitor.page.get_by_role("article").filter(has_text=visitor.email)
    expect(mail.get_by_role("heading")).to_have_text("<script>alert(1)</script>")
    expect(mail).to_contain_text("<img src=x onerror=alert(1)>")
