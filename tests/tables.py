"""What tests have counted, as tables at the end of the run, whichever process has run them.

A test calls `record_property(TABLE, row)`; the rows of a table have the same headings, which are their keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

CHAOS = "chaos"
FUZZ = "fuzz"


def write_tables(reporter: pytest.TerminalReporter) -> None:
    """Write each table that has a row under its own name."""
    for table in (CHAOS, FUZZ):
        if rows := list(_rows(reporter, table)):
            reporter.section(table)
            for line in _lines([tuple(rows[0]), *(tuple(map(str, row.values())) for row in rows)]):
                reporter.write_line(line)


def _rows(reporter: pytest.TerminalReporter, table: str) -> Iterator[dict[str, Any]]:
    # the report of a test's end has what its fixtures have said too
    ends = (report for reports in reporter.stats.values() for report in reports)
    for report in ends:
        if isinstance(report, pytest.TestReport) and report.when == "teardown":
            yield from (row for name, row in report.user_properties if name == table)  # type: ignore[misc]


def _lines(cells: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for first, *others in cells:
        yield "  ".join([first.ljust(widths[0]), *map(str.rjust, others, widths[1:])])
