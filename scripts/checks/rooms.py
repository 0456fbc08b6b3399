"""Every test, room by room: one `terraform init`, then the rooms beside each other, then `chaos`.

What failed is named at the end (`make test`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.checks.initialised import initialised
from scripts.console import show_error
from scripts.errors import CommandError
from scripts.paths import PROJECT

TESTS = PROJECT / "tests"
CHAOS = "chaos"
"""It breaks what its stacks stand on, and waits most of the time: two tests at once, beside nothing else."""
TWO_AT_ONCE = ("--numprocesses", "2", "--dist", "worksteal", "-m", "not alone")
ONE_BY_ONE = ("-m", "alone")
WITHOUT_TERRAFORM = ("unit", "emulator", "conformance")
IN_PARALLEL = ("--numprocesses", "auto", "--dist", "loadgroup")
NAMING_THE_SLOWEST = ("--durations", "20")
LAST_FAILED = PROJECT / ".pytest_cache" / "v" / "cache" / "lastfailed"
"""https://docs.pytest.org/en/stable/how-to/cache.html"""


def run_and_name_failures(names: Sequence[str]) -> int:
    """Run these rooms, or all; 0 if everything has passed. Raises CommandError for a name that is none."""
    status = run(chosen(names), initialise, _pytest)
    if status:
        show_error(CommandError(failures(LAST_FAILED), ".venv/bin/python -m pytest --last-failed"))
    return status


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


def run(names: Sequence[str], initialise: Callable[[], None], pytest: Callable[[Sequence[str]], int]) -> int:
    """Run these rooms, all of them whatever fails; 0 if everything has passed."""
    if set(names) - set(WITHOUT_TERRAFORM):
        initialise()
    beside_each_other = [f"tests/{room}" for room in names if room != CHAOS]
    runs = [[*IN_PARALLEL, *beside_each_other]] if beside_each_other else []
    if CHAOS in names:
        runs += [[*how, f"tests/{CHAOS}"] for how in (TWO_AT_ONCE, ONE_BY_ONE)]
    statuses = [
        pytest([*NAMING_THE_SLOWEST, *_forgetting_earlier_runs(first=run is runs[0]), *run]) for run in runs
    ]
    return int(any(statuses))


def failures(last_failed: Path) -> str:
    """A sentence that names each test that pytest has noted as failed, a line each.

    pytest notes none where it could not begin, and then has said why itself.
    """
    noted = sorted(json.loads(last_failed.read_text())) if last_failed.exists() else []
    if not noted:
        return "The tests could not be run: pytest says why above."
    return "\n".join([f"{len(noted)} failed:", *noted])


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
