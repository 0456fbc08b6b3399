"""The table of clients says how each has ended, and how far it has come."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients.shown import shown_by
from tests.tables import CLIENTS


def rows_of(*, failing: bool = False, skipping: bool = False) -> list[tuple[str, Any]]:
    """What a client records that signs up and then does that."""
    rows: list[tuple[str, Any]] = []
    outcomes = (pytest.skip.Exception, RuntimeError)
    try:
        with shown_by(lambda name, row: rows.append((name, row)))("client", "1.2") as steps:
            with steps.step("sign up"):
                pass
            with steps.step("confirm"):
                if failing:
                    raise RuntimeError("the code is wrong")
                if skipping:
                    pytest.skip("no mailbox")
    except outcomes:
        pass
    return rows


@pytest.mark.parametrize(
    ("ending", "steps", "result"),
    [
        ({}, "sign up, confirm", "passed"),
        ({"failing": True}, "sign up", "failed"),
        ({"skipping": True}, "sign up", "skipped: no mailbox"),
    ],
)
def test_a_client_is_shown_with_what_it_has_done_and_how_it_ended(
    ending: dict[str, bool], steps: str, result: str
) -> None:
    row = {"client": "client", "version": "1.2", "steps": steps, "result": result}
    assert rows_of(**ending) == [(CLIENTS, row)]


def test_a_step_that_fails_is_named_in_the_error() -> None:
    def fail() -> None:
        with shown_by(lambda *_: None)("client", "1.2") as steps, steps.step("confirm"):
            raise RuntimeError("the code is wrong")

    with pytest.raises(RuntimeError, match="at the step: confirm"):
        fail()
