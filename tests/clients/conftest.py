"""One stack for all clients, as every program here gets it: by its environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from scripts.stack_file import Stack
from tests.clients.shown import Shown, shown_by
from tests.embedded_stack import embedded_stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with embedded_stack(tmp_path_factory.mktemp("clients")) as deployed:
        yield deployed


@pytest.fixture
def shown(record_property: Callable[[str, object], None]) -> Shown:
    """Shows what a client does as a row of the table of clients, at the end of the run."""
    return shown_by(record_property)
