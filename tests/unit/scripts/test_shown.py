"""What a terminal and a page show of others' values does nothing but be read."""

from __future__ import annotations

import ast
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.panel import Panel
from rich.table import Table

from cognito_emulator.inert_text import inert, inert_in_page
from scripts.console import show_error
from scripts.errors import CommandError
from scripts.paths import PROJECT
from scripts.shown import InertConsole, pass_on, shown, shown_lines

HOSTILE = [
    "\x1b]0;owned\x07",
    "\x1b[2J\x1b[1;1H",
    "\x9b31m",
    "\u202eerutcod",
    "\u2066left\u2069",
    "a\r✓ approved",
    "a\u2028b",
    "zero\u200bwidth",
    "\x7f",
    "\x00",
    "\ud800",
]
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def unseen(text: str, keep: str = "") -> list[str]:
    return [c for c in text if unicodedata.category(c) in UNSEEN and c not in keep]


def printed(*things: object, width: int = 60) -> str:
    """What a console without colours writes."""
    file = io.StringIO()
    console = InertConsole(file=file, width=width)
    for thing in things:
        console.print(thing)
    return file.getvalue()


@given(st.text())
def test_no_character_that_nobody_sees_is_left(text: str) -> None:
    assert unseen(inert(text)) == []
    assert unseen(inert(text, keep="\n"), keep="\n") == []


@given(st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"))))
def test_text_that_everybody_sees_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_there_can_be_told_from_its_escape(text: str) -> None:
    assert any(escape in inert(text) for escape in ("\\x", "\\u", "\\r"))


@given(st.text(max_size=30) | st.text(alphabet="[]\\/aA #@:=", max_size=12))
def test_a_value_is_shown_without_being_taken_for_markup(text: str) -> None:
    line = printed(f"[bold]{shown(text)}[/] end", width=1000)
    assert line.rstrip("\n").endswith(" end")
    assert inert(text).strip() in line


@pytest.mark.parametrize("text", HOSTILE)
def test_a_console_is_inert_also_where_a_command_forgets_it(text: str) -> None:
    table = Table("heading", text)
    table.add_row(text, f"[bold]{text}[/]")
    assert unseen(printed(f"a {text} b", table, Panel(text), text), keep="\n") == []


def test_lines_of_an_error_stay_lines() -> None:
    assert shown_lines("one\ntwo\r") == "one\ntwo\\r"
    assert shown("one\ntwo") == "one\\ntwo"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_shows_hidden_characters_and_leaves_markup_alone(text: str) -> None:
    value = inert_in_page(text)
    assert isinstance(value, str)
    assert unseen(value) == []
    assert inert_in_page(7) == 7


@pytest.mark.parametrize("module", ["rich.markup", "rich.console"])
def test_no_command_prints_past_the_inert_console(module: str) -> None:
    sources = [path for path in (PROJECT / "scripts").rglob("*.py") if path.name != "shown.py"]
    assert [str(path) for path in sources if module in _imported(path)] == []


def test_another_programs_output_is_passed_on_inert(capsys: pytest.CaptureFixture[str]) -> None:
    pass_on(["one\x1b[31m\t\n", "two\u202e\n"])
    assert capsys.readouterr().out == "one\\x1b[31m\t\ntwo\\u202e\n"


def test_a_bar_takes_no_text_of_a_task_for_markup() -> None:
    """rich's columns read markup unless they are told not to, and what a task is called may come from AWS."""
    columns = [
        (path.name, ast.unparse(call))
        for path in (PROJECT / "scripts").rglob("*.py")
        for call in _calls_of(path, "TextColumn")
    ]
    assert columns
    assert [each for each in columns if "task.description" in each[1] and "markup=False" not in each[1]] == []


def test_a_line_of_an_error_never_begins_as_one_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(CommandError("AWS said: x\n✓ Approved\r", "make status\n✓"))
    assert capsys.readouterr().err == "✗ AWS said: x\n  ✓ Approved\\r\n  next: make status\\n✓\n"


def _calls_of(path: Path, name: str) -> list[ast.Call]:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == name]


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
