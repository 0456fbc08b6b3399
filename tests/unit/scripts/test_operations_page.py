"""docs/operations.md is what the engine's own tables say."""

from __future__ import annotations

from cognito_emulator.cognito.protocol import model
from cognito_emulator.cognito.refused import REFUSED
from cognito_emulator.cognito.service import OPERATIONS
from scripts.conformance.operations_page import OPERATIONS_PAGE, operations_page
from scripts.paths import PROJECT


def test_the_page_of_operations_is_what_the_tables_say() -> None:
    assert OPERATIONS_PAGE.read_text() == operations_page(), "make operations-page"


def test_every_operation_of_the_model_is_answered_or_refused_by_name_and_none_is_both() -> None:
    assert sorted([*OPERATIONS, *REFUSED]) == sorted(model().operation_names)


def test_a_row_names_the_file_that_answers_or_the_reason() -> None:
    lines = operations_page().splitlines()
    assert "| SignUp | [sign_up.py](../emulator/cognito_emulator/cognito/operations/sign_up.py) |" in lines
    assert (
        "| ListUserPoolReplicas | refused: one machine has no replicas and no quotas to provision |" in lines
    )


def test_the_readme_counts_what_is_refused() -> None:
    assert f"- {len(REFUSED)} of Cognito's 132 operations" in (PROJECT / "README.md").read_text()
    assert len(list(model().operation_names)) == 132
