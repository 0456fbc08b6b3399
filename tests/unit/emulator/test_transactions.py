"""Nothing else happens between a change's beginning and its end: a transaction never waits."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import cognito_emulator

PACKAGE = Path(cognito_emulator.__file__).parent
WAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)


def transactions() -> Iterator[tuple[str, ast.With]]:
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.With) and any(_is_transaction(item) for item in node.items):
                yield f"{file.relative_to(PACKAGE)}:{node.lineno}", node


def _is_transaction(item: ast.withitem) -> bool:
    call = item.context_expr
    called = call.func if isinstance(call, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr == "transaction"


def test_no_transaction_has_an_await_inside() -> None:
    found = list(transactions())
    assert len(found) > 40
    assert [
        place
        for place, body in found
        if any(isinstance(node, WAITING) for inner in body.body for node in ast.walk(inner))
    ] == []
