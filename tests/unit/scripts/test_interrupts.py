"""When a signal may end a command, and what it becomes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from scripts.interrupts import SIGNALS, Interrupted, handed_on, raise_interrupted, uninterrupted

TELLS_OF_SIGNALS = """
import signal, sys, time
def tell(number, _):
    print(signal.Signals(number).name, flush=True)
    sys.exit()
signal.signal(signal.SIGINT, tell)
signal.signal(signal.SIGTERM, tell)
sys.stdout.write("waits\\n")
sys.stdout.flush()
time.sleep(60)
"""


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


def test_who_waits_for_a_process_passes_signals_on_but_for_ctrl_c_which_reaches_it_anyway() -> None:
    command = [sys.executable, "-c", TELLS_OF_SIGNALS]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process, handed_on(process.pid) as come:
        assert process.stdout
        assert process.stdout.readline() == b"waits\n"
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
        assert process.stdout.read() == b"SIGTERM\n"
    assert come == [signal.SIGINT, signal.SIGTERM]
