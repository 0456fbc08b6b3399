"""An emulator for the session, on a free port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.emulator.account import Account
from tests.emulator.choosing_people import choosing_browser
from tests.emulator.hosted_ui_browser import HostedUiBrowser
from tests.emulator_process import running_emulator


@pytest.fixture(scope="session")
def endpoint_url() -> Iterator[str]:
    with running_emulator() as url:
        yield url


@pytest.fixture(scope="session")
def account(endpoint_url: str) -> Account:
    return Account(endpoint_url)


@pytest.fixture
def new_chooser(account: Account) -> Iterator[Callable[..., HostedUiBrowser]]:
    """`choosing_browser` of this account, as often as it is asked for."""
    with ExitStack() as open_ones:

        def make(factors: list[str], **settings: Any) -> HostedUiBrowser:
            browser = choosing_browser(account, factors, **settings)
            open_ones.enter_context(browser.client)
            return browser

        yield make
