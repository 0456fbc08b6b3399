"""What tests have counted, as tables at the end of the run, whichever process has run them.

A test calls `record_property(TABLE, row)`; the rows of a table have the same headings, which are their keys.
The end-to-end tests have a table of their own where they ran on several engines: a rule a row, an engine a
column.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest

CHAOS = "chaos"
KILLS = "an engine killed under load"
FUZZ = "fuzz"
AUTHORIZATION = "asked without the right"
PROVENANCE = "provenance"
CLIENTS = "clients"
END_TO_END = re.compile(r"tests/e2e/\w+\.py::test_(?P<rule>\w+)\[(?P<engine>[a-z]+)-?(?P<case>.*?)\](@.*)?")


def write_tables(reporter: pytest.TerminalReporter) -> None:
    """Write each table that has a row under its own name."""
    reports = [one for some in reporter.stats.values() for one in some if isinstance(one, pytest.TestReport)]
    _write(reporter, "end to end", list(_end_to_end(reports)))
    for table in (CHAOS, KILLS, FUZZ, AUTHORIZATION, PROVENANCE, CLIENTS):
        _write(reporter, table, list(_recorded(reports, table)))


def _write(reporter: pytest.TerminalReporter, table: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        reporter.section(table)
        for line in _lines([tuple(rows[0]), *(tuple(map(str, row.values())) for row in rows)]):
            reporter.write_line(line)


def _end_to_end(reports: Iterable[pytest.TestReport]) -> Iterator[dict[str, Any]]:
    verdicts: dict[str, dict[str, str]] = defaultdict(dict)
    for report in reports:
        found = END_TO_END.fullmatch(report.nodeid)
        if found and (report.when == "call" or report.outcome != "passed"):
            rule = f"{found['rule'].replace('_', ' ')} {found['case']}".rstrip()
            verdicts[rule][found["engine"]] = report.outcome
    engines = sorted({engine for of_rule in verdicts.values() for engine in of_rule})
    if len(engines) > 1:
        for rule, of_rule in sorted(verdicts.items()):
            yield {"rule": rule, **{engine: of_rule.get(engine, "not run") for engine in engines}}


def _recorded(reports: Iterable[pytest.TestReport], table: str) -> Iterator[dict[str, Any]]:
    for report in reports:
        # the report of a test's end has what its fixtures have said too
        if report.when == "teardown":
            yield from (row for name, row in report.user_properties if name == table)  # type: ignore[misc]


def _lines(cells: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for first, *others in cells:
        yield "  ".join([first.ljust(widths[0]), *map(str.rjust, others, widths[1:])])
