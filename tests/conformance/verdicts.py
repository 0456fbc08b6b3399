"""What the suite found, a record a rule, for whoever compares engines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.sources import sources

_SDK_ERROR = re.compile(
    r"An error occurred \((?P<code>[^)]*)\) when calling the (?P<operation>\w+) operation"
)
_ADDRESS = re.compile(r"[^\s'\"]+@[^\s'\"]+")
_VERDICT = {"passed": "holds", "failed": "fails", "skipped": "cannot be asked"}


class Verdicts:
    """A pytest plugin: collects each rule's outcome and writes `target` when the session ends.

    A record: rule, group (the file), title (the file's first line), sources, unproven (the reason, or null),
    verdict ("holds", "fails", "cannot be asked", null for a rule that did not run), reason.
    """

    def __init__(self, rules_directory: Path, target: Path | None) -> None:
        self._directory = rules_directory
        self._target = target
        self._records: dict[str, dict[str, Any]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if isinstance(item, pytest.Function) and item.path.parent == self._directory:
                self._records[item.nodeid] = _record(item)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        record = self._records.get(report.nodeid)
        if record is None or report.when == "teardown" or (report.when == "setup" and report.passed):
            return
        record["verdict"] = _VERDICT[report.outcome]
        record["reason"] = "" if report.passed else _reason(report)

    def pytest_sessionfinish(self) -> None:
        if self._target is not None:
            self._target.write_text(json.dumps(list(self._records.values()), indent=1))


def _record(item: pytest.Function) -> dict[str, Any]:
    """A rule that names no source, or one that is not there, is no rule: it ends the collection."""
    unproven = item.get_closest_marker("unproven")
    try:
        named = sources(item.function.__doc__ or "")
    except LookupError as error:
        raise pytest.UsageError(f"{item.nodeid}: {error}") from error
    if not named and not (unproven and unproven.args):
        raise pytest.UsageError(
            f"{item.nodeid} names no source: write a URL or 'Model: Shape' into its docstring, "
            "or mark it unproven(reason)"
        )
    return {
        "rule": item.name.removeprefix("test_").replace("_", " "),
        "group": item.path.stem.removeprefix("test_"),
        "title": (item.module.__doc__ or item.path.stem).split("\n")[0].rstrip("."),
        "sources": named,
        "unproven": unproven.args[0] if unproven else None,
        "verdict": None,
        "reason": "",
    }


def _reason(report: pytest.TestReport) -> str:
    """One line, without the addresses that the rules make up."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ").removeprefix("cannot be asked: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    text = str(crash.message if crash else report.longrepr or "").strip()
    answered = _SDK_ERROR.search(text)
    if answered:
        return f"{answered['operation']} answers {answered['code']}"
    line = text.split("\n")[0].removeprefix("AssertionError: ").removeprefix("Failed: ")
    return _ADDRESS.sub("(an address)", line)[:200]
