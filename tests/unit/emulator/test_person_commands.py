"""A command of a stack's own for a person's page is a name and a program that gets the sub."""

from __future__ import annotations

import pytest

from cognito_emulator.console.person_commands import SUB, PersonCommandError, person_command


def test_it_is_split_as_a_shell_splits_it() -> None:
    command = person_command("Give access='/a folder/approve' --sub {sub} --why 'a=b'")
    assert (command.name, command.arguments) == (
        "Give access",
        ["/a folder/approve", "--sub", SUB, "--why", "a=b"],
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("approve {sub}", id="no name"),
        pytest.param(" =approve {sub}", id="a blank name"),
        pytest.param("Approve=", id="no command"),
        pytest.param("Approve=approve", id="nobody's"),
        pytest.param("Approve={sub}", id="a program by the sub's name"),
        pytest.param("Approve=approve --sub={sub}", id="the sub within a word"),
        pytest.param("Approve=approve '{sub}", id="an open quote"),
    ],
)
def test_another_form_is_refused_with_the_right_one(text: str) -> None:
    with pytest.raises(PersonCommandError, match="NAME=COMMAND"):
        person_command(text)
