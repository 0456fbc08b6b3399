"""An emulator for the session, on a free port."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulator.account import Account
from tests.emulator_process import running_emulator


@pytest.fixture(scope="session")
def endpoint_url() -> Iterator[str]:
    with running_emulator() as url:
        yield url


@pytest.fixture(scope="session")
def account(endpoint_url: str) -> Account:
    return Account(endpoint_url)
