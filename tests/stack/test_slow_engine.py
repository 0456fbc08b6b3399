"""An engine that is alive is waited for, asked about, and never replaced: people's data are in it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
import pytest

from scripts import health
from scripts.mailboxes.mailbox import EmulatorMailbox
from tests.emulator_process import emulator_process
from tests.stack.commands import running
from tests.stack.conftest import Checkout
from tests.stack.engine import engine_process, people_of

WAITING = "is alive but does not answer yet"
COMMANDS = (
    ("up",),
    ("status",),
    ("demo",),
    ("reconcile",),
    ("load", "--people", "2"),
)


def test_an_engine_that_is_silent_for_a_while_is_waited_for_and_loses_nobody(checkout: Checkout) -> None:
    checkout.up()
    assert checkout.run("demo").returncode == 0
    engine, people = engine_process(checkout), people_of(checkout)
    assert people
    for command in COMMANDS:
        with stopped(engine), running(checkout, *command) as waiting:
            waiting.wait_for(WAITING)
            engine.resume()
            assert waiting.status() == 0, waiting.output
        assert engine_process(checkout).pid == engine.pid
        assert people <= people_of(checkout)


def test_an_engine_that_stops_answering_in_the_middle_of_a_demo_is_waited_for(checkout: Checkout) -> None:
    checkout.up()
    engine = engine_process(checkout)
    with running(checkout, "demo") as demo:
        demo.wait_for("A person signs up")
        with stopped(engine):
            time.sleep(5)  # a client's patience is what is asked for, and that is counted in seconds
        assert demo.status() == 0, demo.output


def test_a_mailbox_waits_for_an_engine_that_is_silent_for_five_seconds() -> None:
    with emulator_process() as emulator, ThreadPoolExecutor(1) as reader:
        with stopped(psutil.Process(emulator.process.pid)):
            mails = reader.submit(EmulatorMailbox(emulator.endpoint_url).mails)
            time.sleep(5)  # as above
        assert mails.result() == []


def test_an_engine_that_stays_silent_is_left_alone_and_both_ways_on_are_named(
    checkout: Checkout,
) -> None:
    checkout.up()
    stack_file = checkout.root / ".local" / "stack.json"
    engine, stack = engine_process(checkout), stack_file.read_text()
    with stopped(engine), running(checkout, "up") as up:
        status = checkout.run("status")
        assert up.status() == status.returncode == 1
    assert "is alive but has not answered for 30 s" in up.output
    assert "make logs" in up.output
    assert "make down && make up" in up.output
    assert "is alive but has not answered for 30 s" in status.stdout
    assert engine_process(checkout).pid == engine.pid
    assert stack_file.read_text() == stack
    assert "Nothing to change" in checkout.up().stdout


def test_a_process_that_ends_is_not_waited_for_any_longer(capsys: pytest.CaptureFixture[str]) -> None:
    with emulator_process() as emulator:
        os.kill(emulator.process.pid, signal.SIGSTOP)
        looks = iter([True, True])
        assert not health.answers_in_time(emulator.endpoint_url, lambda: next(looks, False))
        os.kill(emulator.process.pid, signal.SIGCONT)
    assert WAITING in capsys.readouterr().err


def test_where_nothing_listens_nothing_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert not health.answers_in_time("http://127.0.0.1:9")
    assert capsys.readouterr().err == ""


@contextmanager
def stopped(engine: psutil.Process) -> Iterator[None]:
    engine.suspend()
    try:
        yield
    finally:
        engine.resume()
