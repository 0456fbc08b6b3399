"""A person at a browser: what they see is found by its role and name, as a screen reader would."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from tests.browser.demo_app import DemoApp


def new_address() -> str:
    return f"person-{secrets.token_hex(6)}@example.com"


@dataclass
class Visitor:
    """Somebody new, with a page of their own."""

    page: Page
    app: DemoApp
    email: str = field(default_factory=new_address)
    name: str = "Ada Lovelace"
    password: str = field(default="Correct-horse-7-battery", repr=False)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).fill(value)

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def open_sign_up(self) -> None:
        self.page.goto(self.app.url)
        self.follow("Create an account")

    def open_sign_in(self) -> None:
        self.page.goto(self.app.url)
        self.follow("Sign in")

    def user_type(self) -> Locator:
        return self.page.get_by_label("User type")

    def fill_sign_up(self, user_type: str | None = "Doctor") -> None:
        self.fill("Email address", self.email)
        self.fill("Full name", self.name)
        if user_type:
            self.user_type().fill(user_type)
        self.fill("Password", self.password)

    def sign_up(self, user_type: str | None = "Doctor") -> None:
        self.open_sign_up()
        self.fill_sign_up(user_type)
        self.press("Sign up")

    def sign_up_and_confirm(self, user_type: str | None = "Doctor") -> None:
        self.sign_up(user_type)
        self.confirm(self.read_code())

    def confirm(self, code: str) -> None:
        self.fill("Code from the mail", code)
        self.press("Confirm")

    def sign_in(self) -> None:
        self.fill("Email address", self.email)
        self.fill("Password", self.password)
        self.press("Sign in")

    def codes(self) -> list[str]:
        """The codes in the inbox for this person, the newest first, read in a tab of their own."""
        tab = self.page.context.new_page()
        tab.goto(self.app.inbox_url)
        mine = tab.get_by_role("article").filter(has_text=self.email)
        codes = mine.get_by_label("Code").all_inner_texts()
        tab.close()
        return codes

    def read_code(self) -> str:
        return self.codes()[0]

    def error_of(self, label: str) -> str:
        """What stands beside a field, as its description says it."""
        field_ = self.page.get_by_label(label, exact=True)
        assert field_.get_attribute("aria-invalid") == "true"
        ids = (field_.get_attribute("aria-describedby") or "").split()
        return self.page.locator(f"#{ids[-1]}").text_content() or ""
