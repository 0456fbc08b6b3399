"""Ctrl-C and the other signals that ask a command to end: when they may, and what they become.

Imports nothing that takes time: `scripts` installs `leave_at_once` before a command's own imports.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from scripts.last_word import STATUS_OF_SIGNALS, handed_to_make

Handler = Callable[[int, "FrameType | None"], None]

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """A signal that asks the command to end, raised in the main thread wherever it is."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    @property
    def exit_status(self) -> int:
        return STATUS_OF_SIGNALS + self.number

    @property
    def name(self) -> str:
        return "Ctrl-C" if self.number == signal.SIGINT else signal.Signals(self.number).name


def leave_at_once() -> None:
    """From now on a signal ends the process on the spot: nothing has been begun, or all is done."""
    _handle_by(_leave)


def raise_interrupted() -> None:
    """From now on a signal raises Interrupted, so that what is under way clears up after itself."""
    _handle_by(_raise)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put a signal off until the body has ended, which has to be soon: for steps that leave no half state."""
    if threading.current_thread() is not threading.main_thread():
        # Python hands signals to the main thread alone
        yield
        return
    put_off: list[int] = []
    before = {number: signal.getsignal(number) for number in SIGNALS}
    _handle_by(lambda number, _: put_off.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if put_off:
            signal.raise_signal(put_off[0])


@contextmanager
def handed_on(process: int) -> Iterator[list[int]]:
    """While the body waits for a process that deals with signals itself: those that have come.

    The terminal's Ctrl-C reaches it anyway, the others are passed on.
    """
    come: list[int] = []

    def hand_on(number: int, _: FrameType | None) -> None:
        come.append(number)
        if number != signal.SIGINT:
            os.kill(process, number)

    before = {number: signal.getsignal(number) for number in SIGNALS}
    _handle_by(hand_on)
    try:
        yield come
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _handle_by(handler: Handler) -> None:
    for number in SIGNALS:
        # behind `nohup`, or an `&` without job control, a signal is ignored, and stays so
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _raise(number: int, _: FrameType | None) -> None:
    raise Interrupted(number)


def _leave(number: int, _: FrameType | None) -> None:
    os.write(2, b"\nInterrupted.\n")
    os._exit(handed_to_make(STATUS_OF_SIGNALS + number))
