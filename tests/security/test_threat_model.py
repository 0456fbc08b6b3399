"""SECURITY.md names a test for each threat, and each of them exists."""

from __future__ import annotations

from scripts.paths import PROJECT
from tests.names_of_tests import TEST_NAME, written_tests


def rows() -> list[str]:
    lines = (PROJECT / "SECURITY.md").read_text().splitlines()
    return [
        line for line in lines if line.startswith("| ") and not line.startswith(("| Who | tries", "| ---"))
    ]


def test_every_test_in_the_threat_model_exists() -> None:
    named = {name for row in rows() for name in TEST_NAME.findall(row)}
    assert named - written_tests() == set()


def test_every_row_of_the_threat_model_names_its_proof() -> None:
    assert len(rows()) > 15
    assert [row for row in rows() if not TEST_NAME.search(row)] == []
