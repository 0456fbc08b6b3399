"""A running stack of this folder's own, IAM enforced, and people who sign up on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from scripts.stack_file import Stack
from tests.browser.chromium import HOW_TO_INSTALL, running_chromium
from tests.e2e.person import Person
from tests.embedded_stack import embedded_stack
from tests.security.foreign_pages import running_site

# both lead to this machine, as a name of an attacker's would
NAMES = "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP app.example 127.0.0.1"
PATIENCE_MILLISECONDS = 45_000


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with embedded_stack(tmp_path_factory.mktemp("security")) as deployed:
        yield deployed


@pytest.fixture
def new_person(stack: Stack) -> Callable[[], Person]:
    """Makes people who have not signed up yet; the engine ends with the tests, and they with it."""
    return lambda: Person.new(stack)


@pytest.fixture
def person(new_person: Callable[[], Person]) -> Person:
    """Somebody new, not yet signed up."""
    return new_person()


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    with running_site() as port:
        yield port


# not for the session: the loop of a running Playwright would be in the way of the other files' asyncio.run
@pytest.fixture(scope="module")
def browser(stack: Stack) -> Iterator[Browser]:
    assert stack.endpoint_url
    with running_chromium(NAMES) as chromium:
        if chromium is None:
            pytest.skip(HOW_TO_INSTALL)
        yield chromium


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens a page in a browser profile of its own."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MILLISECONDS)

    def opened(url: str) -> Page:
        page = context.new_page()
        page.goto(url)
        return page

    yield opened
    context.close()
