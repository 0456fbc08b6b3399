"""A stack and the demo app for the session, a browser for each file, a visitor for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import HOW_TO_INSTALL, running_chromium
from tests.browser.console import ConsoleBrowser
from tests.browser.demo_app import DemoApp, running_demo_app
from tests.browser.visitor import Visitor
from tests.emulator.account import Account
from tests.emulator_process import running_emulator

# longer than Cognito itself may take to confirm somebody: three tries of five seconds each
PATIENCE_MILLISECONDS = 45_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)


# not for the session: the loop of a running Playwright would be in the way of the other rooms' asyncio.run
@pytest.fixture(scope="module")
def browser(app: DemoApp) -> Iterator[Browser]:
    assert app.url  # asked for first: its server starts without Playwright's loop around it
    with running_chromium() as chromium:
        assert chromium
        yield chromium


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoApp]:
    with running_chromium() as chromium:
        if chromium is None:  # then there is no need for a stack
            pytest.skip(HOW_TO_INSTALL)
    with running_demo_app(tmp_path_factory.mktemp("browser")) as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, app: DemoApp) -> Iterator[Visitor]:
    """Somebody new, with a browser profile of their own."""
    context = browser.new_context(viewport={"width": 1000, "height": 760})
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    yield Visitor(context.new_page(), app)
    context.close()


@pytest.fixture(scope="module")
def console() -> Iterator[ConsoleBrowser]:
    """The console of an engine with nothing in it, and a browser for it."""
    with running_emulator() as endpoint_url, running_chromium() as chromium:
        if chromium is None:
            pytest.skip(HOW_TO_INSTALL)
        yield ConsoleBrowser(chromium, Account(endpoint_url))
