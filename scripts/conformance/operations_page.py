"""docs/operations.md: a row an operation of AWS's model, with the file that answers it or why none does."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_emulator.cognito.protocol import model
from cognito_emulator.cognito.refused import REFUSED
from cognito_emulator.cognito.service import OPERATIONS, Operation
from scripts.console import console
from scripts.paths import PROJECT

OPERATIONS_PAGE = PROJECT / "docs" / "operations.md"
_SERVICE = "../emulator/cognito_emulator/cognito/service.py"
_REFUSED = "../emulator/cognito_emulator/cognito/refused.py"


def write_operations_page() -> int:
    """Write it, and say so."""
    OPERATIONS_PAGE.write_text(operations_page())
    console.print(f"[green]✓[/] {OPERATIONS_PAGE.relative_to(PROJECT)} is written.")
    return 0


def operations_page() -> str:
    """The whole page, from the tables that the engine itself answers by."""
    return "\n".join([*_opening(), *map(_row, sorted(model().operation_names)), ""])


def _opening() -> Iterator[str]:
    names = set(model().operation_names)
    yield "# Operations"
    yield ""
    yield f"The {len(names)} operations of Amazon Cognito user pools in botocore's model: {_count(names)}."
    yield f"Written by `make conformance` from the tables in [service.py]({_SERVICE})"
    yield f"and [refused.py]({_REFUSED}). What is refused answers"
    yield "`UnsupportedOperationException` with the reason, after the request was held to the model and IAM"
    yield "was asked, as for every other operation."
    yield ""
    yield "| Operation | Answered by |"
    yield "| --- | --- |"


def _count(names: set[str]) -> str:
    here = len(names & OPERATIONS.keys())
    return f"{here} are here, {len(names) - here} are refused by name"


def _row(name: str) -> str:
    operation = OPERATIONS.get(name)
    return f"| {name} | {_file(operation) if operation else f'refused: {REFUSED[name]}'} |"


def _file(operation: Operation) -> str:
    path = "emulator/" + operation.__module__.replace(".", "/") + ".py"
    return f"[{path.rpartition('/')[2]}](../{path})"
