"""SECURITY.md names a test for each threat, and each of them exists."""

from __future__ import annotations

import ast
import re

from scripts.paths import PROJECT

TEST = re.compile(r"`(test_\w+)`")


def written() -> set[str]:
    trees = [ast.parse(file.read_text()) for file in (PROJECT / "tests").rglob("test_*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {
        node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def rows() -> list[str]:
    lines = (PROJECT / "SECURITY.md").read_text().splitlines()
    return [
        line for line in lines if line.startswith("| ") and not line.startswith(("| Who | tries", "| ---"))
    ]


def test_every_test_in_the_threat_model_exists() -> None:
    named = {name for row in rows() for name in TEST.findall(row)}
    assert named - written() == set()


def test_every_row_of_the_threat_model_names_its_proof() -> None:
    assert len(rows()) > 15
    assert [row for row in rows() if not TEST.search(row)] == []
