"""Every test: one `terraform init`, then the rooms beside each other, then what wants the machine to itself.

What failed is run once more, alone: a test that passes only then is named as one that is not steady, and what
fails again fails the run (`make test`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.checks.initialised import initialised
from scripts.console import error_console, show_error
from scripts.errors import CommandError
from scripts.paths import PROJECT
from scripts.shown import shown_lines

Pytest = Callable[[Sequence[str]], int]
"""Runs pytest with these arguments; its exit status."""

TESTS = PROJECT / "tests"
CHAOS = "chaos"
"""The room in which tests are that want the machine to themselves."""
WITHOUT_TERRAFORM = ("unit", "emulator", "conformance", "package", "docs")
LARGE_GROUPS = (CHAOS, "terraform", "container", "browser", "clients", "e2e", "stack")
"""Rooms with few groups of long tests: what begins with them ends with what fills every gap."""
PROCESSES = 2 * (os.cpu_count() or 1)
"""While one test waits, for an engine that starts or a message that comes, others have the cores."""
IN_PARALLEL = (
    *("--numprocesses", str(PROCESSES), "--dist", "loadscope", "--no-loadscope-reorder"),
    *("-m", "not alone"),
)
ONE_BY_ONE = ("-m", "alone")
NAMING_THE_SLOWEST = ("--durations", "20")
ALONE = ("--last-failed", "--last-failed-no-failures", "none")
TESTS_FAILED = 1
MOST_RUN_AGAIN = 10
"""More than these have failed by a fault of the code, not by what ran beside them."""
LAST_FAILED = PROJECT / ".pytest_cache" / "v" / "cache" / "lastfailed"
"""https://docs.pytest.org/en/stable/how-to/cache.html"""


def run_and_name_failures(names: Sequence[str]) -> int:
    """Run these rooms, or all; 0 if everything has passed. Raises CommandError for a name that is none."""
    statuses = run(chosen(names), initialise, _pytest)
    failed = noted_as_failed(LAST_FAILED)
    if can_run_again(statuses, failed):
        statuses = [_pytest(ALONE)]
    if any(statuses):
        show_error(
            CommandError(named(noted_as_failed(LAST_FAILED)), ".venv/bin/python -m pytest --last-failed")
        )
    elif failed:
        error_console.print(f"[yellow]![/] {shown_lines(not_steady(failed))}", soft_wrap=True)
    return int(any(statuses))


def rooms() -> list[str]:
    """The folders of tests/ that have tests."""
    return sorted({file.relative_to(TESTS).parts[0] for file in TESTS.glob("*/**/test_*.py")})


def chosen(names: Sequence[str]) -> list[str]:
    """These rooms, or all. Raises CommandError for a name that is none."""
    known = rooms()
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise CommandError(
            f"tests/ has no room {', '.join(unknown)}; there are {', '.join(known)}.",
            "make test",
            exit_code=2,
        )
    return [room for room in known if not names or room in names]


def run(names: Sequence[str], initialise: Callable[[], None], pytest: Pytest) -> list[int]:
    """Run these rooms, all of them whatever fails; the exit status of each run of pytest."""
    if set(names) - set(WITHOUT_TERRAFORM):
        initialise()
    runs = [[*IN_PARALLEL, *(f"tests/{room}" for room in sorted(names, key=_place))]]
    if CHAOS in names:
        runs.append([*ONE_BY_ONE, f"tests/{CHAOS}"])
    return [
        pytest([*NAMING_THE_SLOWEST, *_forgetting_earlier_runs(first=run is runs[0]), *run]) for run in runs
    ]


def _place(room: str) -> int:
    return LARGE_GROUPS.index(room) if room in LARGE_GROUPS else len(LARGE_GROUPS)


def can_run_again(statuses: Sequence[int], failed: Sequence[str]) -> bool:
    """Whether tests have failed, few of them and nothing else: pytest itself was able to do its work.

    https://docs.pytest.org/en/stable/reference/exit-codes.html
    """
    return set(statuses) - {0} == {TESTS_FAILED} and 0 < len(failed) <= MOST_RUN_AGAIN


def noted_as_failed(last_failed: Path) -> list[str]:
    """The tests that pytest has noted as failed. None where it could not begin, and then it has said why."""
    return sorted(json.loads(last_failed.read_text())) if last_failed.exists() else []


def named(failed: Sequence[str]) -> str:
    """A sentence that names each test that has failed, a line each."""
    if not failed:
        return "The tests could not be run: pytest says why above."
    return "\n".join([f"{len(failed)} failed:", *failed])


def not_steady(failed: Sequence[str]) -> str:
    """A sentence that names each test that failed beside others and passed alone, a line each."""
    return "\n".join([f"{len(failed)} failed beside other tests and passed alone, so not steady:", *failed])


def _forgetting_earlier_runs(first: bool) -> Sequence[str]:
    return ("--cache-clear",) if first else ()


def initialise() -> None:
    """Fetch the provider into the cache that all tests share: Terraform's is not made for several at a time.

    https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
    Where that fails, the tests that need it say so themselves, and the others run.
    """
    try:
        initialised()
    except CommandError as error:
        show_error(error)


def _pytest(arguments: Sequence[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=PROJECT, check=False).returncode
