"""Which of its two commands the engine names: the one that a person has typed."""

from __future__ import annotations

import pytest

from cognito_emulator.command_line import command_line
from cognito_emulator.program import program


@pytest.mark.parametrize("started_as", ["/venv/bin/cognito-emulator", "cognito-emulator.exe"])
def test_the_command_is_named_where_it_was_called(started_as: str) -> None:
    assert program(started_as) == "cognito-emulator"


@pytest.mark.parametrize("started_as", ["/venv/cognito_emulator/__main__.py", "-c", "", "/bin/pytest"])
def test_the_module_is_named_elsewhere(started_as: str) -> None:
    assert program(started_as) == "python -m cognito_emulator"


@pytest.mark.parametrize("started_as", ["/venv/bin/cognito-emulator", "/venv/cognito_emulator/__main__.py"])
def test_help_begins_with_the_command_that_was_typed(
    started_as: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", [started_as])
    with pytest.raises(SystemExit, match="0"):
        command_line().parse_args(["--help"])
    assert capsys.readouterr().out.startswith(f"usage: {program(started_as)} [-h]")
