"""The names of all tests, for the pages that name them."""

from __future__ import annotations

import ast
import re

from scripts.paths import PROJECT

TEST_NAME = re.compile(r"`(test_\w+)`")


def written_tests() -> set[str]:
    """Every test function of the project."""
    trees = [ast.parse(file.read_text()) for file in (PROJECT / "tests").rglob("test_*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {
        node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
