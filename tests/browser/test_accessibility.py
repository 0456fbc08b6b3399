"""Every page in its states: axe-core, the keyboard alone, and a screen 360 pixels wide."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from scripts.stack_file import Stack
from tests.browser.chooser import Chooser, VirtualAuthenticator
from tests.browser.visitor import Visitor

TERMS = "https://terms.example"
WAYS = ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]
NARROW = {"width": 360, "height": 740}


def sign_up(visitor: Visitor) -> None:
    visitor.open_sign_up()


def sign_up_with_terms(visitor: Visitor) -> None:
    visitor.page.goto(sign_up_page_with_terms(visitor.app.stack))
    expect(visitor.page.get_by_role("link", name="Privacy policy")).to_be_visible()


def sign_up_refused(visitor: Visitor) -> None:
    visitor.password = "short"
    visitor.sign_up()


def confirmation(visitor: Visitor) -> None:
    visitor.sign_up()


def confirmation_refused(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.confirm("x")


def login(visitor: Visitor) -> None:
    visitor.open_sign_in()


def login_after_confirmation(visitor: Visitor) -> None:
    visitor.sign_up_and_confirm()


def login_refused(visitor: Visitor) -> None:
    visitor.open_sign_in()
    visitor.sign_in()


def forgotten_password(visitor: Visitor) -> None:
    visitor.open_sign_in()
    visitor.follow("Forgot your password?")


def new_password(visitor: Visitor) -> None:
    visitor.sign_up_and_confirm()
    visitor.follow("Forgot your password?")
    visitor.press("Mail me a code")


def unknown_app(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.app.stack.endpoint_url}/signup?client_id=nobody")


def inbox(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.page.goto(visitor.app.inbox_url)


def inbox_from_another_site(visitor: Visitor) -> None:
    visitor.page.goto(visitor.app.url)
    visitor.follow("Inbox")
    expect(visitor.page.get_by_role("link", name="Open it yourself")).to_be_visible()


def welcome(visitor: Visitor) -> None:
    visitor.page.goto(visitor.app.url)


def signed_in(visitor: Visitor) -> None:
    visitor.sign_up_and_confirm()
    visitor.sign_in()


def people(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.page.goto(f"{visitor.app.url}people")


def user_name_alone(visitor: Visitor) -> None:
    Chooser.of(visitor, WAYS).open("/login", response_type="code")


def user_name_alone_refused(visitor: Visitor) -> None:
    user_name_alone(visitor)
    visitor.press("Go on")


def ways_to_sign_in(visitor: Visitor) -> None:
    Chooser.of(visitor, WAYS).name_themselves()


def password_alone_refused(visitor: Visitor) -> None:
    ways_to_sign_in(visitor)
    visitor.press("Go on")
    visitor.fill("Password", "Wrong-horse-7-battery")
    visitor.press("Sign in")


def mailed_code(visitor: Visitor) -> None:
    chooser = Chooser.of(visitor, WAYS)
    chooser.name_themselves()
    chooser.choose("A code by mail")


def passkey(visitor: Visitor) -> None:
    chooser = Chooser.of(visitor, WAYS)
    chooser.has_passkey_elsewhere()
    chooser.name_themselves()


def passkey_refused(visitor: Visitor) -> None:
    VirtualAuthenticator(visitor.page)
    passkey(visitor)
    visitor.press("Use your passkey")
    expect(visitor.page.get_by_role("alert")).to_be_visible()


def new_passkey(visitor: Visitor) -> None:
    chooser = Chooser.of(visitor, WAYS)
    chooser.sign_in_by_password()
    chooser.open("/passkeys/add")


def sign_in_failed(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.app.url}callback")


PAGES = [
    sign_up,
    sign_up_with_terms,
    sign_up_refused,
    confirmation,
    confirmation_refused,
    login,
    login_after_confirmation,
    login_refused,
    forgotten_password,
    new_password,
    unknown_app,
    inbox,
    inbox_from_another_site,
    welcome,
    signed_in,
    people,
    user_name_alone,
    user_name_alone_refused,
    ways_to_sign_in,
    password_alone_refused,
    mailed_code,
    passkey,
    passkey_refused,
    new_passkey,
    sign_in_failed,
]


@pytest.mark.parametrize("open_page", PAGES, ids=lambda page: page.__name__)
def test_axe_finds_nothing_and_nothing_is_cut_off_on_a_narrow_screen(
    visitor: Visitor, open_page: Callable[[Visitor], None]
) -> None:
    open_page(visitor)
    assert violations(visitor.page) == []
    visitor.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert violations(visitor.page) == []
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"]


def test_axe_would_find_what_is_wrong(visitor: Visitor) -> None:
    visitor.open_sign_in()
    visitor.page.locator("label").first.evaluate("label => label.remove()")
    assert any("label" in violation for violation in violations(visitor.page))


def test_a_person_signs_up_and_in_with_the_keyboard_alone(visitor: Visitor) -> None:
    page, keyboard = visitor.page, visitor.page.keyboard
    page.goto(visitor.app.url)
    tab_to(page, "Create an account")
    keyboard.press("Enter")
    page.wait_for_url("**/signup?**")
    # what is typed before a page has its focus is typed nowhere
    expect(page.get_by_label("Email address")).to_be_focused()
    for text in (visitor.email, visitor.name, "Doctor"):
        keyboard.type(text)
        keyboard.press("Tab")
    keyboard.type(visitor.password)
    keyboard.press("Enter")
    page.wait_for_url("**/confirm?**")
    expect(page.get_by_label("Code from the mail")).to_be_focused()
    keyboard.type(visitor.read_code())
    keyboard.press("Enter")
    page.wait_for_url("**/login?**")
    expect(page.get_by_label("Email address")).to_be_focused()
    keyboard.press("Tab")
    keyboard.type(visitor.password)
    keyboard.press("Enter")
    expect(page).to_have_url(visitor.app.url)
    expect(page.get_by_text("You are signed in as")).to_contain_text("Doctor")


def test_the_terms_open_beside_the_form_which_keeps_what_was_typed(visitor: Visitor) -> None:
    visitor.page.goto(sign_up_page_with_terms(visitor.app.stack))
    visitor.page.context.route(f"{TERMS}/**", lambda route: route.fulfill(body="the terms"))
    visitor.fill("User name", "ada")
    with visitor.page.expect_popup() as opened:
        visitor.follow("Terms of use (opens in a new tab)")
    assert opened.value.url == f"{TERMS}/terms-of-use"
    assert visitor.page.get_by_label("User name").input_value() == "ada"


def sign_up_page_with_terms(stack: Stack) -> str:
    """The sign-up page of a new pool, whose domain has managed login."""
    cognito, callback = stack.cognito(), "https://app.example/callback"
    pool_id = cognito.create_user_pool(PoolName="with terms")["UserPool"]["Id"]
    domain = f"terms-{secrets.token_hex(6)}"
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain=domain, ManagedLoginVersion=2)
    client_id = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="an app with terms",
        CallbackURLs=[callback],
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True,
    )["UserPoolClient"]["ClientId"]
    for name in ("terms-of-use", "privacy-policy"):
        cognito.create_terms(
            UserPoolId=pool_id,
            ClientId=client_id,
            TermsName=name,
            TermsSource="LINK",
            Enforcement="NONE",
            Links={"cognito:default": f"{TERMS}/{name}"},
        )
    query = urlencode({"client_id": client_id, "response_type": "code", "redirect_uri": callback})
    return f"{stack.endpoint_url}/signup?{query}"


def tab_to(page: Page, name: str, most: int = 20) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == name:
            return
    raise AssertionError(f"{most} times Tab did not lead to {name!r}.")


def violations(page: Page) -> list[str]:
    """What axe-core finds: the rule, and the first element that breaks it."""
    found = Axe().run(page).response["violations"]
    return [f"{violation['id']}: {violation['nodes'][0]['html']}" for violation in found]
