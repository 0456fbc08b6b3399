"""Pictures of the console: the timeline, a person, messages, at both widths, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.demo_app import DemoApp

SIZES = {"": (1280, 800), "-narrow": (360, 740)}
THEMES = {"": "light", "-dark": "dark"}
MOST_BYTES = 150_000


def take_console_pictures(browser: Browser, app: DemoApp, email: str, directory: Path) -> Iterator[str]:
    """Take one of each page about this person, who has signed up: the names of the files."""
    for size, (width, height) in SIZES.items():
        for ending, theme in THEMES.items():
            with _page(browser, width, height, theme) as page:
                for name in ("timeline", "person", "messages"):
                    _OPEN[name](page, f"{app.stack.endpoint_url}/_console", email)
                    file = directory / f"console-{name}{size}{ending}.png"
                    page.screenshot(path=file)
                    if file.stat().st_size > MOST_BYTES:
                        raise ValueError(f"{file.name} has more than {MOST_BYTES} bytes.")
                    yield file.name


@contextmanager
def _page(browser: Browser, width: int, height: int, theme: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
    try:
        yield context.new_page()
    finally:
        context.close()


def _timeline(page: Page, console: str, email: str) -> None:
    """With the person's sign-up opened."""
    page.goto(f"{console}/timeline")
    row = page.locator("details.flow").filter(has_text=email).filter(has_text="Sign-up").first
    row.locator("summary").click()
    row.scroll_into_view_if_needed()
    page.evaluate("document.fonts.ready")


def _person(page: Page, console: str, email: str) -> None:
    page.goto(f"{console}/people?q={email}")
    page.get_by_role("link", name=email).click()
    page.wait_for_url("**/people/*/*")


def _messages(page: Page, console: str, email: str) -> None:
    page.goto(f"{console}/messages?to={email}")


_OPEN = {"timeline": _timeline, "person": _person, "messages": _messages}
