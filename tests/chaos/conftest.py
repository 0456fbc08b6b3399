"""A stack whose functions reach AWS through microburst, and storms of people signing up on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.engines import EngineSettings
from scripts.engines.embedded import EmbeddedEngine
from scripts.free_port import free_port
from scripts.stack_file import Stack
from tests.chaos.faults import Faults, faults_in_front_of, send_functions_through, warm_up
from tests.chaos.storm import Record
from tests.embedded_stack import start_persisted
from tests.tables import CHAOS


@pytest.fixture(scope="session")
def settings() -> EngineSettings:
    # state kept, so that a restarted engine knows who has signed up
    return EngineSettings(free_port(), persist=True)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    directory: Path = tmp_path_factory.mktemp("chaos")
    engine = EmbeddedEngine(directory / "engine", directory / "state")
    yield engine
    engine.stop()


@pytest.fixture
def restartable(engine: EmbeddedEngine, settings: EngineSettings) -> tuple[EmbeddedEngine, EngineSettings]:
    """The engine, and what to start it with again."""
    return engine, settings


@pytest.fixture(scope="session")
def stack(
    engine: EmbeddedEngine, settings: EngineSettings, tmp_path_factory: pytest.TempPathFactory
) -> Stack:
    return start_persisted(engine, settings, tmp_path_factory.mktemp("stack"))


@pytest.fixture(scope="session")
def proxy(stack: Stack) -> Iterator[Faults]:
    with faults_in_front_of(str(stack.endpoint_url)) as faults:
        warm_up(faults, stack)
        send_functions_through(faults, stack)
        yield faults


@pytest.fixture
def faults(proxy: Faults) -> Iterator[Faults]:
    """No fault before the test, none after it."""
    proxy.clear()
    yield proxy
    proxy.clear()


@pytest.fixture
def record(record_property: Callable[[str, object], None]) -> Record:
    """Puts what came of a test's storm into the table at the end."""
    return lambda outcome: record_property(CHAOS, outcome.row())
