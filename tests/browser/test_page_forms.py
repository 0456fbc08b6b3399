"""The forms of the hosted pages, in a browser: all that is wrong at once, passwords on demand, focus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console import ConsoleBrowser, faults_of
from tests.emulator.account import PASSWORD

CALLBACK = "https://app.example/callback"


@pytest.fixture(scope="module")
def client_id(console: ConsoleBrowser) -> str:
    """An app client of the pages, of a pool that wants twelve characters and a name."""
    cognito = console.account.cognito
    pool = cognito.create_user_pool(
        PoolName="pool",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        Policies={"PasswordPolicy": {"MinimumLength": 12, "RequireNumbers": True}},
        Schema=[{"Name": "name", "Required": True, "AttributeDataType": "String"}],
    )["UserPool"]
    return cognito.create_user_pool_client(
        UserPoolId=pool["Id"],
        ClientName="app",
        CallbackURLs=[CALLBACK],
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True,
    )["UserPoolClient"]["ClientId"]


@contextmanager
def opened(console: ConsoleBrowser, client_id: str, path: str) -> Iterator[Page]:
    query = urlencode({"client_id": client_id, "response_type": "code", "redirect_uri": CALLBACK})
    with console.page() as page:
        page.goto(f"{console.account.endpoint_url}{path}?{query}")
        yield page


def error_of(page: Page, label: str) -> str:
    field = page.get_by_label(label, exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    ids = (field.get_attribute("aria-describedby") or "").split()
    return page.locator(f"#{ids[-1]}").text_content() or ""


@pytest.mark.parametrize(
    "path", ["/signup", "/login", "/forgotPassword", "/confirm", "/confirmforgotPassword"]
)
def test_the_first_field_has_the_focus(console: ConsoleBrowser, client_id: str, path: str) -> None:
    with opened(console, client_id, path) as page:
        expect(page.locator("form input:not([type=hidden])").first).to_be_focused()


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_typed_again(
    console: ConsoleBrowser, client_id: str
) -> None:
    with opened(console, client_id, "/signup") as page:
        page.get_by_label("Email address").fill("ada")
        page.get_by_label("Password", exact=True).fill("short")
        page.get_by_role("button", name="Sign up").click()
        assert "This is no email address" in error_of(page, "Email address")
        assert "Full name is needed." in error_of(page, "Full name")
        assert "This password still needs 7 more characters and a digit." in error_of(page, "Password")
        expect(page.get_by_label("Email address")).to_be_focused()
        expect(page.get_by_label("Email address")).to_have_value("ada")
        assert faults_of(page) == []


def test_a_password_is_shown_while_that_is_asked_for_and_sent_hidden(
    console: ConsoleBrowser, client_id: str
) -> None:
    with opened(console, client_id, "/login") as page:
        field = page.get_by_label("Password", exact=True)
        field.fill(PASSWORD)
        show = page.get_by_role("button", name="Show password")
        expect(show).to_have_attribute("aria-pressed", "false")
        show.click()
        expect(field).to_have_attribute("type", "text")
        expect(show).to_have_attribute("aria-pressed", "true")
        assert faults_of(page) == []
        page.keyboard.press("Enter")  # on the button: hidden again
        expect(field).to_have_attribute("type", "password")
        show.click()
        page.get_by_label("Email address").fill("nobody@example.com")
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.get_by_label("Email address").press("Enter")
        assert "password=" in (sent.value.post_data or "")
        expect(page.get_by_role("alert")).to_be_visible()


def test_without_scripts_no_button_says_that_it_shows_anything(
    console: ConsoleBrowser, client_id: str
) -> None:
    query = urlencode({"client_id": client_id, "response_type": "code", "redirect_uri": CALLBACK})
    with console.page(java_script_enabled=False) as page:
        page.goto(f"{console.account.endpoint_url}/login?{query}")
        expect(page.get_by_label("Password", exact=True)).to_be_visible()
        expect(page.get_by_role("button", name="Show password")).to_be_hidden()
