"""AWS as the judge: asked only by whoever says yes, and kept with the day."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.conformance import aws
from scripts.conformance.page import AWS, FAILS, HOLDS, Column, Verdict, page
from scripts.errors import CommandError


def verdict(rule: str, came_to: str, reason: str = "") -> Verdict:
    return Verdict(rule, "login", "Signing in", ["SignUp.errors"], None, came_to, reason)


OURS = Column("ours", "", [verdict("a", HOLDS), verdict("b", HOLDS)])


def test_without_a_yes_aws_is_not_asked_and_what_it_would_take_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(CommandError, match="not asked") as refused:
        aws.require_consent(300, yes_real_aws=False)
    assert refused.value.next_command == "make conformance AWS=1 YES_REAL_AWS=1"
    said = capsys.readouterr().out
    assert all(word in said for word in ("300 rules", "8 a second", "USD", "deleted"))


def test_a_yes_lets_it_go_on() -> None:
    aws.require_consent(300, yes_real_aws=True)


def test_what_aws_said_is_kept_with_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws, "VERDICTS", tmp_path / "said.json")
    said = aws.keep([verdict("a", HOLDS), verdict("b", FAILS, "accepts it")])
    assert aws.kept(tmp_path / "said.json") == said
    assert said.name == AWS


def test_a_page_without_aws_says_that_nobody_has_asked_it() -> None:
    assert "Nobody has asked AWS itself yet" in page([OURS])


def test_a_page_with_aws_says_when_and_where_a_rule_is_wrong() -> None:
    asked = Column(AWS, "2026-12-01", [verdict("a", HOLDS), verdict("b", FAILS, "accepts it")])
    written = page([OURS, asked])
    assert "asked on 2026-12-01" in written
    assert "- b: accepts it" in written.split("## Where AWS is not as a rule says")[1]


def test_a_rule_that_is_younger_than_awss_answers_was_not_put_to_it() -> None:
    asked = Column(AWS, "2026-12-01", [verdict("a", HOLDS)])
    [row] = [line for line in page([OURS, asked]).splitlines() if line.startswith("| b |")]
    assert row.startswith("| b | ✔ | \N{EN DASH} |")
