"""A make that is to end is waited for until it has taken the signal."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from scripts import last_word
from scripts.health import wait_until

TAKES_IT = (
    "import signal, sys\nsignal.signal(signal.SIGQUIT, lambda *_: sys.exit(0))\nprint()\nsignal.pause()"
)
SECONDS = 60


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_who_ends_make_waits_until_it_has_taken_the_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_word, "NEVER_TAKEN_SECONDS", SECONDS)
    command = [sys.executable, "-u", "-c", TAKES_IT]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as make:
        assert make.stdout
        make.stdout.readline()
        make.send_signal(signal.SIGSTOP)
        # of two signals that wait, a process takes the lower number first
        assert wait_until(lambda: psutil.Process(make.pid).status() == psutil.STATUS_STOPPED, SECONDS)
        ending = threading.Thread(target=last_word._end, args=(make.pid, signal.SIGQUIT))
        ending.start()
        pending = Path(f"/proc/{make.pid}/status")
        assert wait_until(lambda: last_word._is_to_take(pending, signal.SIGQUIT), SECONDS)
        assert ending.is_alive()
        make.send_signal(signal.SIGCONT)
        ending.join(SECONDS)
        assert not ending.is_alive()
        assert make.wait(SECONDS) == 0
