"""A machine that is busy with something else: the trigger's five seconds are still enough for everybody."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from scripts.stack_file import Stack
from tests.chaos.storm import Record, assert_nobody_is_lost, outcome_of, sign_up_many
from tests.embedded_stack import embedded_stack

PEOPLE, AT_ONCE = 160, 16
BUSY_LOOPS = 4
LOOP = "while True: pass"

# loops take all there is of it
pytestmark = [pytest.mark.timeout(900), pytest.mark.alone]


@pytest.fixture
def fresh_stack(tmp_path: Path) -> Iterator[Stack]:
    """A stack whose functions have never run: every environment starts cold."""
    with embedded_stack(tmp_path) as stack:
        yield stack


@pytest.fixture
def busy_machine() -> Iterator[None]:
    with ExitStack() as loops:
        for _ in range(BUSY_LOOPS):
            process = loops.enter_context(subprocess.Popen([sys.executable, "-c", LOOP]))
            loops.callback(process.kill)
        yield


@pytest.mark.usefixtures("busy_machine")
def test_with_four_busy_loops_beside_it_everybody_gets_in_whole(
    fresh_stack: Stack, record: Record, tmp_path: Path
) -> None:
    storm = sign_up_many(fresh_stack, PEOPLE, AT_ONCE)
    assert not storm.errors
    outcome = outcome_of("four busy loops, every function cold", storm, fresh_stack, tmp_path / "checkpoint")
    record(outcome)
    assert_nobody_is_lost(outcome, storm, fresh_stack)
    assert outcome.repaired == 0
