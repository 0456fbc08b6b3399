"""`make test` runs every room: Terraform is initialised once before, what wants to be alone comes after all.

A few that fail beside others are run once more, alone, and are named whatever comes of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scripts.checks import rooms as rooms_module
from scripts.checks.rooms import ALONE, MOST_RUN_AGAIN, chosen, named, noted_as_failed, rooms, run
from scripts.errors import CommandError
from scripts.paths import PROJECT

INIT = "init"


def order(names: Sequence[str], statuses: Sequence[int] = (0, 0)) -> tuple[list[list[str] | str], list[int]]:
    """What is done, in its order, and the status of each run of pytest."""
    done: list[list[str] | str] = []
    left = iter(statuses)

    def pytest_(arguments: Sequence[str]) -> int:
        done.append(list(arguments))
        return next(left)

    return done, run(names, lambda: done.append(INIT), pytest_)


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


def test_what_wants_the_machine_to_itself_runs_after_all_that_runs_beside_each_other() -> None:
    (_, together, alone), _ = order(["chaos", "e2e", "unit"])
    assert together[-5:] == ["-m", "not alone", "tests/chaos", "tests/e2e", "tests/unit"]
    assert "--numprocesses" in together
    assert alone[-3:] == ["-m", "alone", "tests/chaos"]
    assert "--numprocesses" not in alone


def test_a_room_of_long_tests_begins_before_those_of_short_ones() -> None:
    (_, together), _ = order(["conformance", "stack", "terraform", "unit"])
    assert together[-4:] == ["tests/terraform", "tests/stack", "tests/conformance", "tests/unit"]
    assert "--no-loadscope-reorder" in together


def test_what_wants_the_machine_to_itself_is_in_chaos() -> None:
    marked = [file for file in (PROJECT / "tests").rglob("test_*.py") if "mark.alone" in file.read_text()]
    assert {file.parent.name for file in marked if file.name != Path(__file__).name} == {"chaos"}


@pytest.mark.parametrize("statuses", [(1, 0), (0, 1), (5, 5), (0, 0)])
def test_every_room_runs_whatever_fails(statuses: tuple[int, int]) -> None:
    done, ended = order(["chaos", "e2e"], statuses)
    assert len(done) == 3
    assert ended == list(statuses)


def test_a_run_forgets_the_failures_of_earlier_ones_and_keeps_those_of_its_own_first_half() -> None:
    (_, first, *others), _ = order(["chaos", "e2e"])
    assert "--cache-clear" in first
    assert not [run for run in others if "--cache-clear" in run]
    (_, first, other), _ = order(["chaos"])
    assert "--cache-clear" in first
    assert "--cache-clear" not in other


class MakeTest:
    """`make test` with a pytest that ends as it is told and notes what it is told to have failed."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, noted: Path, *runs: tuple[int, Sequence[str]]
    ) -> None:
        self._runs, self._noted = iter(runs), noted
        self.asked: list[Sequence[str]] = []
        monkeypatch.setattr(rooms_module, "LAST_FAILED", noted)
        monkeypatch.setattr(rooms_module, "_pytest", self._pytest)
        self.status = rooms_module.run_and_name_failures(["unit"])

    def _pytest(self, arguments: Sequence[str]) -> int:
        self.asked.append(arguments)
        status, failed = next(self._runs)
        self._noted.write_text(json.dumps(dict.fromkeys(failed, True)))
        return status


@pytest.fixture
def make_test(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., MakeTest]:
    """`make_test((status, failed), …)`, a pair for each time that pytest is run."""
    return lambda *runs: MakeTest(monkeypatch, tmp_path / "lastfailed", *runs)


TWO = ["tests/e2e/test_b.py::test_2", "tests/unit/test_a.py::test_1"]


def test_a_run_in_which_all_passes_is_run_once_and_names_nothing(
    make_test: Callable[..., MakeTest], capsys: pytest.CaptureFixture[str]
) -> None:
    done = make_test((0, []))
    assert (done.status, len(done.asked)) == (0, 1)
    assert capsys.readouterr().err == ""


def test_what_failed_beside_others_and_passes_alone_is_named_as_not_steady(
    make_test: Callable[..., MakeTest], capsys: pytest.CaptureFixture[str]
) -> None:
    done = make_test((1, TWO), (0, []))
    assert (done.status, done.asked[1:]) == (0, [ALONE])
    assert "--numprocesses" not in ALONE
    said = capsys.readouterr().err
    assert "2 failed beside other tests and passed alone, so not steady:" in said
    assert all(test in said for test in TWO)


def test_what_fails_again_fails_the_run_and_is_named(
    make_test: Callable[..., MakeTest], capsys: pytest.CaptureFixture[str]
) -> None:
    done = make_test((1, TWO), (1, TWO[:1]))
    assert (done.status, len(done.asked)) == (1, 2)
    said = capsys.readouterr().err
    assert "1 failed:" in said
    assert TWO[0] in said
    assert TWO[1] not in said


@pytest.mark.parametrize(
    ("status", "failed"),
    [
        pytest.param(1, [f"test_{number}" for number in range(MOST_RUN_AGAIN + 1)], id="more than a few"),
        pytest.param(1, [], id="a failure that names no test"),
        pytest.param(2, TWO, id="an interruption"),
        pytest.param(3, TWO, id="an error of pytest's own"),
    ],
)
def test_nothing_is_run_again_after(
    status: int, failed: Sequence[str], make_test: Callable[..., MakeTest]
) -> None:
    done = make_test((status, failed))
    assert (done.status, len(done.asked)) == (1, 1)


def test_what_failed_is_named_a_line_each(tmp_path: Path) -> None:
    noted = tmp_path / "lastfailed"
    noted.write_text(json.dumps({"tests/e2e/test_b.py::test_2": True, "tests/chaos/test_a.py::test_1": True}))
    assert (
        named(noted_as_failed(noted))
        == "2 failed:\ntests/chaos/test_a.py::test_1\ntests/e2e/test_b.py::test_2"
    )


def test_a_run_that_pytest_could_not_begin_says_where_the_reason_is(tmp_path: Path) -> None:
    assert (
        named(noted_as_failed(tmp_path / "lastfailed"))
        == "The tests could not be run: pytest says why above."
    )


def test_a_room_that_is_none_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(CommandError, match=r"no room cellar, roof; there are browser, .*unit") as error:
        chosen(["roof", "unit", "cellar"])
    assert error.value.exit_code == 2
