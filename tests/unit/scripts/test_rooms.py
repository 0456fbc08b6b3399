"""`make test` runs every room: Terraform is initialised once before, `chaos` comes after all others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.checks.rooms import chosen, failures, rooms, run
from scripts.errors import CommandError
from scripts.paths import PROJECT

INIT = "init"


def order(names: Sequence[str], statuses: Sequence[int] = (0, 0, 0)) -> tuple[list[list[str] | str], int]:
    """What is done, in its order, and the status in the end."""
    done: list[list[str] | str] = []
    left = iter(statuses)

    def pytest_(arguments: Sequence[str]) -> int:
        done.append(list(arguments))
        return next(left)

    status = run(names, lambda: done.append(INIT), pytest_)
    return done, status


def test_without_names_every_folder_with_tests_is_a_room() -> None:
    folders = {file.parts[-2] for file in PROJECT.glob("tests/*/test_*.py")}
    assert folders <= set(rooms())
    assert {"unit", "chaos", "e2e"} <= set(rooms())
    assert chosen([]) == rooms()


def test_terraform_is_initialised_once_before_rooms_that_share_its_cache() -> None:
    done, _ = order(["e2e", "terraform", "chaos"])
    assert done[0] == INIT
    assert done.count(INIT) == 1


def test_rooms_that_never_deploy_wait_for_no_terraform() -> None:
    done, _ = order(["conformance", "emulator", "unit"])
    assert INIT not in done


def test_chaos_runs_last_and_in_it_what_wants_the_machine_to_itself() -> None:
    (_, together, chaos, alone), _ = order(["chaos", "e2e", "unit"])
    assert together[-2:] == ["tests/e2e", "tests/unit"]
    assert "--numprocesses" in together
    assert chaos[-3:] == ["-m", "not alone", "tests/chaos"]
    assert "--numprocesses" in chaos
    assert alone[-3:] == ["-m", "alone", "tests/chaos"]
    assert "--numprocesses" not in alone


def test_what_wants_the_machine_to_itself_is_in_chaos() -> None:
    marked = [file for file in (PROJECT / "tests").rglob("test_*.py") if "mark.alone" in file.read_text()]
    assert {file.parent.name for file in marked if file.name != Path(__file__).name} == {"chaos"}


@pytest.mark.parametrize("statuses", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (5, 5, 5), (0, 0, 0)])
def test_every_room_runs_whatever_fails_and_one_failure_is_the_runs(statuses: tuple[int, int]) -> None:
    done, status = order(["chaos", "e2e"], statuses)
    assert len(done) == 4
    assert status == int(any(statuses))


def test_a_run_forgets_the_failures_of_earlier_ones_and_keeps_those_of_its_own_first_half() -> None:
    (_, first, *others), _ = order(["chaos", "e2e"])
    assert "--cache-clear" in first
    assert not [run for run in others if "--cache-clear" in run]
    (_, first, other), _ = order(["chaos"])
    assert "--cache-clear" in first
    assert "--cache-clear" not in other


def test_what_failed_is_named_a_line_each(tmp_path: Path) -> None:
    noted = tmp_path / "lastfailed"
    noted.write_text(json.dumps({"tests/e2e/test_b.py::test_2": True, "tests/chaos/test_a.py::test_1": True}))
    assert failures(noted) == "2 failed:\ntests/chaos/test_a.py::test_1\ntests/e2e/test_b.py::test_2"


def test_a_run_that_pytest_could_not_begin_says_where_the_reason_is(tmp_path: Path) -> None:
    assert failures(tmp_path / "lastfailed") == "The tests could not be run: pytest says why above."


def test_a_room_that_is_none_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(CommandError, match=r"no room cellar, roof; there are browser, .*unit") as error:
        chosen(["roof", "unit", "cellar"])
    assert error.value.exit_code == 2
