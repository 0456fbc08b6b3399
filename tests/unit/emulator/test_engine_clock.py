"""The engine's clock beside the machine's."""

from __future__ import annotations

import math

import pytest

from cognito_emulator.clock import MOST_SECONDS, ClockError, EngineClock
from tests.unit.clock import Clock


def test_it_goes_on_with_the_machines_from_where_it_was_advanced_to() -> None:
    machine = Clock()
    clock = EngineClock(machine)
    clock.advance(60)
    machine.now += 5
    assert clock() == machine.now + 60
    clock.set_back()
    assert clock() == machine.now


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, MOST_SECONDS + 1])
def test_what_is_no_step_forward_leaves_it_where_it_is(seconds: float) -> None:
    clock = EngineClock(Clock())
    clock.advance(MOST_SECONDS / 2)
    with pytest.raises(ClockError, match="a hundred years at most in all"):
        clock.advance(seconds)
    assert clock.ahead == MOST_SECONDS / 2
