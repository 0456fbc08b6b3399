"""Options that every test folder shares."""

from __future__ import annotations

import pytest

ENGINES = ("embedded", "running")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        action="append",
        choices=ENGINES,
        default=[],
        help="where the end-to-end tests run: `embedded` (default) starts an engine and deploys into it, "
        "`running` takes the stack that `make up` has deployed",
    )
