"""What a command says is the last thing on the screen: `make` adds nothing but its status."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.paths import PROJECT
from tests.started_with import started_with

SECONDS = 60
ERROR = "✗ No stack runs.\n  next: make up\n"
FAILS = f"""
import sys
from scripts.last_word import leave
print("arguments", *sys.argv[1:])
sys.stderr.write({ERROR!r})
leave(1)
"""
RUNS_ONE_THAT_FAILS = """
import os, subprocess, sys
from scripts.last_word import leave
if "inner" in sys.argv:
    leave(1)
print(subprocess.run([sys.executable, "-m", "scripts", "inner"]).returncode)
leave(0)
"""
FAILS_AS_COMMANDS_DO = f"""
import scripts
scripts.__path__.append({str(PROJECT / "scripts")!r})
from scripts.console import run_command
from scripts.errors import CommandError

def fail():
    raise CommandError("No stack runs.", "make up")

run_command(fail)
"""
WAITS = """
import os, signal, time
from scripts.last_word import leave

class Interrupted(BaseException):
    pass

def interrupt(number, _):
    raise Interrupted(number)

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, interrupt)
try:
    print("waits", os.getpid(), flush=True)
    signal.pause()
except Interrupted as interrupted:
    # a SIGTERM for all comes twice: make hands its own on
    signal.signal(interrupted.args[0], lambda *_: None)
    time.sleep(0.3)
    os.write(1, b"cleaned up\\n")
    open("cleaned-up", "w").close()
    leave(128 + interrupted.args[0])
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """One whose program fails."""
    root = tmp_path / "a checkout of Zoë's"
    (root / "scripts").mkdir(parents=True)
    for file in ("Makefile", "scripts/last_word.py"):
        shutil.copy2(PROJECT / file, root / file)
    (root / "scripts" / "__main__.py").write_text(FAILS)
    return root


def environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHON": sys.executable, "LC_ALL": "C.UTF-8", **more}


def make(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        started_with(["make", *arguments]),
        cwd=checkout,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize("how", [(), ("SHELL=/bin/bash",), ("-s",), ("-j2",), ("NAME=kiki",)])
def test_an_error_is_the_last_thing_on_the_screen(checkout: Path, how: tuple[str, ...]) -> None:
    failed = make(checkout, "status", *how)
    assert failed.returncode not in (0, 128)
    assert failed.stderr == ERROR


def test_an_error_of_a_command_is_the_last_thing_on_the_screen(checkout: Path) -> None:
    (checkout / "scripts" / "__main__.py").write_text(FAILS_AS_COMMANDS_DO)
    failed = make(checkout, "status")
    assert failed.returncode != 0
    assert failed.stderr == ERROR


def test_what_comes_after_a_failure_is_not_begun(checkout: Path) -> None:
    failed = make(checkout, "status", "plan")
    assert failed.returncode != 0
    assert failed.stdout == "arguments status\n"


def test_make_goes_on_where_it_is_told_to(checkout: Path) -> None:
    kept = make(checkout, "--keep-going", "status", "plan")
    assert (kept.returncode, kept.stdout) == (2, "arguments status\narguments plan\n")
    ignored = make(checkout, "--ignore-errors", "status", "plan")
    assert (ignored.returncode, ignored.stdout) == (0, "arguments status\narguments plan\n")


def test_a_failure_stays_one_where_make_cannot_be_ended_so(checkout: Path) -> None:
    """Behind a shell's `&` without job control SIGQUIT is ignored."""
    failed = subprocess.run(
        ["sh", "-c", "trap '' QUIT; make status"],
        cwd=checkout,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert failed.returncode == 2
    assert failed.stderr.startswith(ERROR)


def test_what_a_command_runs_and_fails_is_the_commands_to_judge(checkout: Path) -> None:
    (checkout / "scripts" / "__main__.py").write_text(RUNS_ONE_THAT_FAILS)
    done = make(checkout, "integration")
    assert (done.returncode, done.stdout) == (0, "1\n")


@pytest.mark.parametrize("shell", ["/bin/sh", "/bin/bash"])
@pytest.mark.parametrize(
    ("number", "sent_to"),
    [
        *((signal.SIGINT, sent_to) for sent_to in ("all", "command")),
        *((signal.SIGTERM, sent_to) for sent_to in ("all", "make", "command")),
        *((signal.SIGHUP, sent_to) for sent_to in ("all", "command")),
    ],
)
def test_a_signal_is_waited_out_by_make_which_ends_by_it_without_a_word(
    checkout: Path, number: signal.Signals, shell: str, sent_to: str
) -> None:
    """The terminal's Ctrl-C is for all; a SIGTERM for make alone is passed on."""
    (checkout / "scripts" / "__main__.py").write_text(WAITS)
    with subprocess.Popen(
        started_with(["make", "up", f"SHELL={shell}"]),
        cwd=checkout,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        command = int(process.stdout.readline().removeprefix("waits "))
        if sent_to == "all":
            os.killpg(process.pid, number)
        else:
            os.kill(process.pid if sent_to == "make" else command, number)
        assert process.wait(SECONDS) == -number
        # before make, and not after it
        assert process.stdout.read() == "cleaned up\n"
        assert (checkout / "cleaned-up").exists()
        assert process.stderr.read() == ""


def test_a_make_that_is_to_go_on_is_told_of_a_signal_by_the_status(checkout: Path) -> None:
    (checkout / "scripts" / "__main__.py").write_text(
        "import os, signal\nfrom scripts.last_word import leave\nleave(128 + signal.SIGTERM)\n"
    )
    kept = make(checkout, "--keep-going", "status")
    assert kept.returncode == 2
    assert "Error 143" in kept.stderr


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        (
            ("demo", "EMAIL=grace@example.com", "NAME=Grace O'Hara", "TYPE=Doctor"),
            "--name Grace O'Hara --type Doctor",
        ),
        (("forget", "SUB=a sub", "YES=1", "AWS=1"), "forget --sub a sub --yes --aws"),
        (("prune-unconfirmed", "DAYS=3"), "prune-unconfirmed --days 3"),
        (("reconcile", "REPAIR=1", "RESUME=1", "JSON=a b"), "reconcile --repair --resume --json a b"),
        (("load", "N=2", "CONCURRENCY=3"), "load --people 2 --concurrency 3"),
        (("test", "ROOMS=unit e2e"), "test unit e2e"),
        (("logs", "FOLLOW=1"), "logs --follow"),
        (("up", "LOG=debug"), "up --log debug"),
        (("conformance", "AWS=1", "YES_REAL_AWS=1"), "conformance --aws --yes-real-aws"),
    ],
)
def test_what_is_typed_behind_make_reaches_the_command(
    checkout: Path, typed: tuple[str, ...], called: str
) -> None:
    assert make(checkout, *typed).stdout.rstrip("\n").endswith(called)


def test_a_name_that_merely_stands_in_the_environment_is_somebody_elses(checkout: Path) -> None:
    told = subprocess.run(
        ["make", "demo"],
        cwd=checkout,
        env=environment(EMAIL="me@example.com", NAME="me", TYPE="Admin"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout == "arguments demo\n"
