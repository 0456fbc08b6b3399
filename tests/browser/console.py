"""The console of an engine without a stack, in a browser: in both themes and at both widths."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.emulator.account import Account

THEMES = ("light", "dark")
WIDTHS = (1280, 360)


@dataclass(frozen=True)
class ConsoleBrowser:
    """A browser beside an engine that is its own."""

    browser: Browser
    account: Account

    @contextmanager
    def page(self, path: str = "", **settings: Any) -> Iterator[Page]:
        """The console at a path, in a browser profile of its own."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 800}, **settings)
        page = context.new_page()
        try:
            page.goto(f"{self.account.endpoint_url}/_console{path}")
            yield page
        finally:
            context.close()

    def faults(self, path: str) -> list[str]:
        """What axe-core finds at a path and what is cut off, in both themes and at both widths."""
        return [fault for theme in THEMES for fault in self._faults(path, theme)]

    def _faults(self, path: str, theme: str) -> Iterator[str]:
        with self.page(path, color_scheme=theme) as page:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                yield from (f"{theme} {width} {fault}" for fault in faults_of(page))


def faults_of(page: Page) -> list[str]:
    """The rules that axe-core finds broken, with their first element; and that the page is too wide."""
    found = Axe().run(page).response["violations"]
    broken = [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]
    width, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [*broken, f"{width} wide"] if width > shown else broken
