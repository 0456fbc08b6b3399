"""docs/conformance.md: every verdict is shown as it is."""

from __future__ import annotations

import pytest

from scripts.conformance.areas import AREAS, by_area
from scripts.conformance.page import FAILS, HOLDS, NOT_ASKED, Column, Verdict, page


def verdict(rule: str, came_to: str, *, unproven: str | None = None, reason: str = "") -> Verdict:
    source = "https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html"
    return Verdict(rule, "login", "Signing in", [source, "SignUp.errors"], unproven, came_to, reason)


OURS = Column("ours", "", [verdict("a holds", HOLDS), verdict("b fails", FAILS, reason="accepts it")])
PEER = Column("peer", "1.0", [verdict("a holds", NOT_ASKED), verdict("b fails", HOLDS)])


def test_a_row_shows_each_engines_verdict_and_the_source() -> None:
    lines = page([OURS, PEER]).split("\n")
    assert "| Rule | ours | peer 1.0 | Says who |" in lines
    source = (
        "[limits](https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html), `SignUp.errors`"
    )
    assert f"| a holds | ✔ | \N{EN DASH} | {source} |" in lines
    assert f"| b fails | ✘ | ✔ | {source} |" in lines


def test_our_own_failures_come_first() -> None:
    written = page([OURS, PEER])
    assert "- b fails: accepts it" in written
    assert written.index("- b fails: accepts it") < written.index("## Authentication: Signing in")
    assert written.index("| b fails |") < written.index("| a holds |")


def test_the_totals_count_every_verdict() -> None:
    lines = page([OURS, PEER]).split("\n")
    assert "| ✔ holds | 1 | 1 |" in lines
    assert "| ✘ fails | 1 | 0 |" in lines
    assert "| \N{EN DASH} cannot be asked | 0 | 1 |" in lines


def test_an_unproven_rule_is_marked_and_its_reason_given() -> None:
    ours = Column("ours", "", [verdict("a guess", FAILS, unproven="no page says so")])
    written = page([ours])
    assert "| a guess † | ✘ |" in written
    assert "- a guess: no page says so." in written
    assert "| ✘ among rules that AWS's documents prove | 0 |" in written


def test_a_peer_that_could_not_be_installed_is_left_out_with_the_reason() -> None:
    absent = Column("cognito-local", "5.3.0", None, "cognito-local needs node, which is not on PATH")
    written = page([OURS, absent])
    assert "cognito-local 5.3.0 is left out: cognito-local needs node, which is not on PATH." in written
    assert "| Rule | ours | Says who |" in written


def test_a_rule_that_did_not_run_is_no_verdict() -> None:
    """A KeyError rather than a row that looks like an answer."""
    unasked = Verdict("a rule", "login", "Signing in", [], None, None, "")
    with pytest.raises(KeyError):
        page([Column("ours", "", [unasked])])


def test_the_page_says_how_many_rules_each_area_has_and_which_operations_are_refused() -> None:
    written = page([OURS, PEER], {"CreateTerms", "AdminGetDevice"})
    assert "| Authentication | 2 |" in written
    assert "refuses 2 operations by name" in written
    assert "AdminGetDevice, CreateTerms. No rule asks them." in written


def test_a_group_of_rules_without_an_area_has_one_of_its_own() -> None:
    assert by_area(["something_new", "srp", "login"]) == {
        "Authentication": ["login", "srp"],
        "Something new": ["something_new"],
    }


def test_no_group_of_rules_is_in_two_areas() -> None:
    groups = [group for members in AREAS.values() for group in members]
    assert len(set(groups)) == len(groups)
