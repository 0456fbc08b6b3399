"""What is read out of Terraform's -json output."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from scripts.terraform.events import Changes, EventReader, Progress

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text() | st.just("type"), values),
)


def test_progress_counts_towards_what_was_planned() -> None:
    progress: list[Progress] = []
    reader = EventReader(progress.append)
    for line in (_summary("plan", 2, 0, 0), _complete("a.b", "create"), _complete("a.c", "create")):
        reader.read(line)
    assert progress == [Progress("a.b", "created", 1, 2), Progress("a.c", "created", 2, 2)]


def test_reading_a_data_source_is_no_progress() -> None:
    progress: list[Progress] = []
    EventReader(progress.append).read(_complete("data.a.b", "read"))
    assert progress == []


def test_changes_are_what_was_applied_and_not_what_was_planned() -> None:
    reader = EventReader(lambda _: None)
    reader.read(_summary("plan", 3, 2, 1))
    assert reader.changes == Changes()
    reader.read(_summary("apply", 1, 0, 0))
    assert (reader.changes, reader.changes.total) == (Changes(1, 0, 0), 1)


def test_an_error_reads_with_its_place_summary_and_detail() -> None:
    reader = EventReader(lambda _: None)
    reader.read(_diagnostic("error", "No such thing", "It is not there."))
    assert reader.problem() == "aws_a.b (main.tf:7):\nNo such thing\nIt is not there."


def test_a_warning_is_no_problem() -> None:
    reader = EventReader(lambda _: None)
    reader.read(_diagnostic("warning", "Old", "Deprecated."))
    assert "Deprecated" not in reader.problem()


def test_without_a_diagnostic_the_last_words_are_the_problem() -> None:
    reader = EventReader(lambda _: None)
    for line in ("flag provided but not defined\n", "usage: terraform\n"):
        reader.read(line)
    assert reader.problem() == "flag provided but not defined\nusage: terraform"


@given(st.text() | JSON.map(json.dumps))
def test_no_line_that_is_no_event_of_terraforms_breaks_the_reader(line: str) -> None:
    reader = EventReader(lambda _: None)
    reader.read(line)
    assert reader.changes == Changes()


def _summary(operation: str, add: int, change: int, remove: int) -> str:
    counts = {"add": add, "change": change, "remove": remove, "operation": operation}
    return json.dumps({"type": "change_summary", "changes": counts})


def _complete(address: str, action: str) -> str:
    return json.dumps({"type": "apply_complete", "hook": {"resource": {"addr": address}, "action": action}})


def _diagnostic(severity: str, summary: str, detail: str) -> str:
    place = {"address": "aws_a.b", "range": {"filename": "main.tf", "start": {"line": 7}}}
    return json.dumps(
        {
            "type": "diagnostic",
            "diagnostic": {"severity": severity, "summary": summary, "detail": detail, **place},
        }
    )
