"""Messages in the console, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.console import ConsoleBrowser
from tests.emulator.account import Pool

HTML = '<p style="color: rgb(255, 0, 0)">{####}</p><script>parent.name = "run"</script><img src="http://127.0.0.1:1/x">'


@pytest.fixture(scope="module")
def pool(console: ConsoleBrowser) -> Pool:
    pool = console.account.pool()
    console.account.cognito.update_user_pool(
        UserPoolId=pool.id, AutoVerifiedAttributes=["email"], EmailVerificationMessage=HTML
    )
    return pool


def test_axe_finds_nothing_in_the_messages(console: ConsoleBrowser, pool: Pool) -> None:
    assert console.faults("/messages?to=nobody") == []
    person = pool.sign_up()
    assert console.faults(f"/messages?to={person.email}") == []
    with console.page(f"/messages?to={person.email}") as page:
        page.get_by_text("As HTML").click()
        expect(page.frame_locator("iframe").get_by_text(person.mailed_code())).to_be_visible()


def test_new_mail_comes_in_by_itself_and_what_is_open_stays_open(console: ConsoleBrowser, pool: Pool) -> None:
    first = pool.sign_up()
    with console.page("/messages") as page:
        mail = page.get_by_role("article").filter(has_text=first.email)
        mail.get_by_text("As HTML").click()
        second = pool.sign_up()
        expect(page.get_by_role("article").first).to_contain_text(second.email)
        expect(page.get_by_text("New mail has come.")).to_have_role("status")
        expect(mail.locator("iframe")).to_be_visible()


def test_a_code_is_copied(console: ConsoleBrowser, pool: Pool) -> None:
    person = pool.sign_up()
    with console.page(
        f"/messages?to={person.email}", permissions=["clipboard-read", "clipboard-write"]
    ) as page:
        page.get_by_role("button", name=f"Copy code {person.mailed_code()}").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == person.mailed_code()


def test_the_html_of_a_mail_is_seen_but_runs_nothing_and_asks_nobody(
    console: ConsoleBrowser, pool: Pool
) -> None:
    person = pool.sign_up()
    with console.page(f"/messages?to={person.email}") as page:
        with page.expect_event("requestfailed") as refused:
            page.get_by_text("As HTML").click()
        shown = page.frame_locator("iframe").get_by_text(person.mailed_code())
        expect(shown).to_have_css("color", "rgb(255, 0, 0)")
        assert page.evaluate("window.name") == ""
        assert (refused.value.url, refused.value.failure) == ("http://127.0.0.1:1/x", "csp")


def test_clearing_leaves_nothing(console: ConsoleBrowser, pool: Pool) -> None:
    pool.sign_up()
    with console.page("/messages") as page:
        page.get_by_role("button", name="Clear all").click()
        expect(page.get_by_text("No mail yet.")).to_be_visible()
        expect(page.get_by_role("article")).to_have_count(0)
