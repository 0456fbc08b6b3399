"""The console's frame: what all of its pages share."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.console import ConsoleBrowser


def test_axe_finds_nothing_in_an_empty_console_or_where_there_is_no_page(console: ConsoleBrowser) -> None:
    for path in ("", "/nowhere"):
        assert console.faults(path) == []


def test_the_keyboard_skips_the_navigation_and_reaches_each_of_its_entries(console: ConsoleBrowser) -> None:
    with console.page() as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
        entries = page.get_by_role("navigation", name="Console").get_by_role("link").all_inner_texts()
        page.keyboard.press("Tab")
        reached = []
        for _ in entries:
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.innerText"))
        assert reached == entries


def test_the_page_that_is_shown_is_marked_in_the_navigation(console: ConsoleBrowser) -> None:
    with console.page("/people") as page:
        current = page.get_by_role("navigation", name="Console").locator("[aria-current=page]")
        expect(current).to_have_text("People")


def test_dark_and_light_are_the_systems(console: ConsoleBrowser) -> None:
    with console.page(color_scheme="light") as light, console.page(color_scheme="dark") as dark:
        assert _brightness(light) > 200
        assert _brightness(dark) < 60


def test_no_page_asks_another_site_and_its_policy_is_broken_nowhere(console: ConsoleBrowser) -> None:
    with console.page() as page:
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        assert said == []
        assert [url for url in asked if not url.startswith(console.account.endpoint_url)] == []


def _brightness(page: Page) -> int:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return int(colour.removeprefix("rgb(").partition(",")[0])
