"""Tokens in the console, in a browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.console import THEMES, WIDTHS, ConsoleBrowser, faults_of


def test_axe_finds_nothing_before_a_check_and_after_it(console: ConsoleBrowser) -> None:
    person = console.account.pool().sign_up()
    person.admin_confirm()
    token = person.log_in()["IdToken"]
    for theme in THEMES:
        with console.page("/tokens", color_scheme=theme) as page:
            expect(page.get_by_label("Access token or ID token")).to_be_focused()
            assert faults_of(page) == []
            for text in (token, token[:-9] + "AAAAAAAAA", "nonsense"):
                page.get_by_label("Access token or ID token").fill(text)
                page.get_by_role("button", name="Check").click()
                page.get_by_role("alert").or_(page.get_by_role("status")).wait_for()
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 800})
                    assert faults_of(page) == []


def test_a_token_is_checked_and_its_address_says_nothing_of_it(console: ConsoleBrowser) -> None:
    person = console.account.pool().sign_up()
    person.admin_confirm()
    with console.page("/tokens") as page:
        page.keyboard.insert_text(person.log_in()["AccessToken"])
        page.get_by_role("button", name="Check").click()
        expect(page.get_by_role("status")).to_contain_text("It is good")
        expect(page.get_by_text(person.sub).first).to_be_visible()
        assert page.url == f"{console.account.endpoint_url}/_console/tokens"
