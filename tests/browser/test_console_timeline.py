"""The timeline in a browser: live, by the keyboard, in both themes and at both widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.console import THEMES, WIDTHS, ConsoleBrowser, faults_of
from tests.emulator.account import Pool, User
from tests.emulator.functions import RAISES, RETURNS_THE_EVENT


@pytest.fixture
def pool(console: ConsoleBrowser) -> Pool:
    return console.account.pool(PreSignUp=console.account.function(RETURNS_THE_EVENT))


@pytest.fixture
def person(pool: Pool) -> User:
    person = pool.sign_up()
    person.confirm()
    person.log_in()
    return person


@pytest.mark.usefixtures("person")
def test_axe_finds_nothing_on_a_timeline_with_all_that_it_shows(console: ConsoleBrowser) -> None:
    refusing = console.account.pool(PreSignUp=console.account.function(RAISES))
    with pytest.raises(console.account.cognito.exceptions.UserLambdaValidationException):
        refusing.sign_up()
    assert console.faults("/timeline") == []
    with console.page("/timeline") as page:
        for summary in page.locator("details.flow > summary").all():
            summary.click()
        links = page.locator("details.flow .line > a[href*='/steps/']")
        paths = [str(link.get_attribute("href")).removeprefix("/_console") for link in links.all()]
    for path in paths[:6]:
        assert console.faults(path) == []


def test_an_open_row_has_no_faults_at_either_width(console: ConsoleBrowser, person: User) -> None:
    for theme in THEMES:
        with console.page(f"/timeline?person={person.email}", color_scheme=theme) as page:
            for summary in page.locator("details.flow > summary").all():
                summary.click()
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                assert faults_of(page) == []


def test_what_happens_comes_in_by_itself_and_what_is_open_stays_open(
    console: ConsoleBrowser, pool: Pool
) -> None:
    with console.page("/timeline") as page:
        first = pool.sign_up()
        row = page.locator("details.flow").filter(has_text=first.email)
        expect(row).to_be_visible()
        row.locator("summary").click()
        expect(row.get_by_role("link", name="PreSignUp trigger")).to_be_visible()
        first.confirm()
        expect(row.get_by_role("link", name="ConfirmSignUp")).to_be_visible()
        second = pool.sign_up()
        expect(page.locator("details.flow").first).to_contain_text(second.email)


def test_the_keyboard_opens_a_row_and_keeps_its_place_when_news_come(
    console: ConsoleBrowser, pool: Pool
) -> None:
    person = pool.sign_up()
    with console.page(f"/timeline?person={person.email}") as page:
        row = page.locator("details.flow")
        row.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(row.get_by_role("link", name="SignUp", exact=True)).to_be_visible()
        person.confirm()
        expect(row.get_by_role("link", name="ConfirmSignUp")).to_be_visible()
        expect(row.locator("summary")).to_be_focused()


def test_a_search_is_kept_in_the_address_and_stays_when_news_come(
    console: ConsoleBrowser, pool: Pool, person: User
) -> None:
    with console.page("/timeline") as page:
        page.get_by_label("Person").fill(person.email)
        page.get_by_label("Flow").select_option("Sign-in")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("details.flow")).to_have_count(1)
        pool.sign_up()
        person.log_in()
        expect(page.locator("details.flow")).to_have_count(2)
        expect(page.get_by_label("Person")).to_have_value(person.email)


def test_a_step_and_its_command_are_a_click_away(console: ConsoleBrowser, person: User) -> None:
    with console.page(f"/timeline?person={person.email}&flow=Sign-up") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator("details.flow > summary").click()
        page.get_by_role("link", name="ConfirmSignUp").click()
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#command").inner_text()
