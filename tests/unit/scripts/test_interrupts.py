"""When a signal may end a command, and what it becomes."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from scripts.interrupts import SIGNALS, Interrupted, raise_interrupted, uninterrupted


@pytest.fixture(autouse=True)
def handlers_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_is_raised_with_a_shells_status_for_it(number: signal.Signals) -> None:
    raise_interrupted()
    with pytest.raises(Interrupted) as interruption:
        signal.raise_signal(number)
    assert interruption.value.exit_status == 128 + number


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_in_a_step_that_is_not_to_be_interrupted_comes_after_it(number: signal.Signals) -> None:
    done = []

    def step() -> None:
        with uninterrupted():
            signal.raise_signal(number)
            done.append("the rest of the step")

    raise_interrupted()
    with pytest.raises(Interrupted) as interruption:
        step()
    assert done
    assert interruption.value.number == number


def test_after_such_a_step_signals_are_raised_at_once_again() -> None:
    raise_interrupted()
    with uninterrupted():
        pass
    with pytest.raises(Interrupted):
        signal.raise_signal(signal.SIGINT)


def test_a_signal_that_was_ignored_stays_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise_interrupted()
    signal.raise_signal(signal.SIGINT)
    with uninterrupted():
        signal.raise_signal(signal.SIGINT)


def test_a_thread_may_take_such_a_step_too() -> None:
    done = []

    def step() -> None:
        with uninterrupted():
            done.append("the step")

    thread = threading.Thread(target=step)
    thread.start()
    thread.join()
    assert done
