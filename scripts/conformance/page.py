"""docs/conformance.md: a row a rule, a column an engine."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.conformance.areas import by_area

HOLDS, FAILS, NOT_ASKED = "holds", "fails", "cannot be asked"
AWS = "AWS"
"""The name of the column that AWS itself has, with the day on which it was asked for its version."""
_NO_ANSWER = "\N{EN DASH}"
_SIGN: Mapping[str | None, str] = {HOLDS: "✔", FAILS: "✘", NOT_ASKED: _NO_ANSWER}


@dataclass(frozen=True)
class Verdict:
    """What one rule came to at one engine; `unproven` says why nobody can prove it, None where one can."""

    rule: str
    group: str
    title: str
    sources: Sequence[str]
    unproven: str | None
    verdict: str | None
    reason: str

    @property
    def key(self) -> tuple[str, str]:
        return self.group, self.rule


@dataclass(frozen=True)
class Column:
    """One engine. `verdicts` is None where it could not be installed, and `left_out` says why."""

    name: str
    version: str
    verdicts: Sequence[Verdict] | None
    left_out: str = ""

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}".strip()

    def failures(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts or () if verdict.verdict == FAILS]

    def count(self, verdict: str, *, unproven: bool = True) -> int:
        counted = (each for each in self.verdicts or () if unproven or not each.unproven)
        return sum(1 for each in counted if each.verdict == verdict)

    def summary(self) -> str:
        if self.verdicts is None:
            return f"left out: {self.left_out}"
        return f"{self.count(HOLDS)} hold, {self.count(FAILS)} fail, {self.count(NOT_ASKED)} cannot be asked"


def read_verdicts(file: Path) -> list[Verdict]:
    """The suite's records (`--verdicts`)."""
    return [Verdict(**record) for record in json.loads(file.read_text())]


def page(columns: Sequence[Column], refused: Collection[str] = ()) -> str:
    """The whole page; the first column is ours, and `refused` are the operations that it refuses by name."""
    present = [column for column in columns if column.verdicts is not None]
    ours = present[0]
    rules = list(ours.verdicts or ())
    return "\n".join(
        [
            *_opening(len(rules), columns),
            *_areas(rules, refused),
            *_totals(present),
            *_our_failures(ours),
            *_against_aws(present),
            *_groups(rules, present),
            *_unproven(rules),
        ]
    )


def _opening(rules: int, columns: Sequence[Column]) -> Iterator[str]:
    yield "# Conformance"
    yield ""
    yield f"What {rules} rules of Amazon Cognito user pools come to on our engine and its peers."
    yield "Written by `make conformance`; the rules are the tests in"
    yield "`tests/conformance`, each with the page or API model of AWS that says so."
    yield ""
    yield from _judge(columns)
    yield f"✔ answers as AWS does · ✘ does not · {_NO_ANSWER} cannot be asked: the engine has no Lambda API,"
    yield "or shows nobody its codes · † AWS's documents do not prove the rule: the end of the page says why"
    yield ""
    for column in columns:
        if column.verdicts is None:
            yield f"{column.title} is left out: {column.left_out}."
            yield ""


def _areas(rules: Sequence[Verdict], refused: Collection[str]) -> Iterator[str]:
    yield "## What is asked, and what is not"
    yield ""
    yield "These areas of AWS's developer guide and API reference, by as many rules. No other is looked at,"
    yield "and in these nothing but what a rule says."
    yield ""
    yield "| Area | Rules |"
    yield "| --- | --: |"
    for area, groups in by_area(rule.group for rule in rules).items():
        yield f"| {area} | {sum(rule.group in groups for rule in rules)} |"
    yield ""
    if refused:
        yield f"Our engine refuses {len(refused)} operations by name, with the [reason](operations.md):"
        yield f"{', '.join(sorted(refused))}. No rule asks them."
        yield ""


def _judge(columns: Sequence[Column]) -> Iterator[str]:
    asked = next((column for column in columns if column.name == AWS), None)
    if asked:
        yield f"AWS itself was asked on {asked.version}. Where a rule and AWS differ, AWS is right."
    else:
        yield "**Nobody has asked AWS itself yet**: `make conformance AWS=1` says what that takes."
        yield "Where a rule and AWS differ, AWS will be right."
    yield ""


def _against_aws(columns: Sequence[Column]) -> Iterator[str]:
    for asked in columns:
        if asked.name == AWS and asked.failures():
            yield "## Where AWS is not as a rule says"
            yield ""
            for failure in asked.failures():
                yield f"- {_named(failure)}: {failure.reason}"
            yield ""


def _totals(columns: Sequence[Column]) -> Iterator[str]:
    yield "## Totals"
    yield ""
    yield from _head("", columns)
    for sign, verdict in (("✔", HOLDS), ("✘", FAILS), (_NO_ANSWER, NOT_ASKED)):
        yield _row(f"{sign} {verdict}", [str(column.count(verdict)) for column in columns])
    proven = [str(column.count(FAILS, unproven=False)) for column in columns]
    yield _row("✘ among rules that AWS's documents prove", proven)
    yield ""


def _our_failures(ours: Column) -> Iterator[str]:
    yield "## Where ours is not as AWS"
    yield ""
    if not ours.failures():
        yield "Nowhere that a rule of this page looks."
    for failure in ours.failures():
        yield f"- {_named(failure)}: {failure.reason}"
    yield ""


def _groups(rules: Sequence[Verdict], columns: Sequence[Column]) -> Iterator[str]:
    found = [(column, {verdict.key: verdict for verdict in column.verdicts or ()}) for column in columns]
    areas = by_area(rule.group for rule in rules)
    for area, group in ((area, group) for area, groups in areas.items() for group in groups):
        members = sorted((r for r in rules if r.group == group), key=lambda rule: rule.verdict != FAILS)
        yield f"## {area}: {members[0].title}"
        yield ""
        yield from _head("Rule", columns, "Says who")
        for rule in members:
            signs = [_SIGN[_verdict_of(rule, column, by_rule)] for column, by_rule in found]
            yield _row(_named(rule), [*signs, _says_who(rule)])
        yield ""


def _verdict_of(rule: Verdict, column: Column, by_rule: Mapping[tuple[str, str], Verdict]) -> str | None:
    """AWS is asked seldom: a rule that came after that was not put to it."""
    if column.name == AWS and rule.key not in by_rule:
        return NOT_ASKED
    return by_rule[rule.key].verdict


def _unproven(rules: Sequence[Verdict]) -> Iterator[str]:
    yield "## † Rules that AWS's documents do not prove"
    yield ""
    for rule in rules:
        if rule.unproven:
            yield f"- {rule.rule}: {rule.unproven}."
    yield ""


def _head(first: str, columns: Sequence[Column], *last: str) -> Iterator[str]:
    yield _row(first, [*(column.title for column in columns), *last])
    yield _row("---", [*(":-:" for _ in columns), *("---" for _ in last)])


def _row(first: str, cells: Sequence[str]) -> str:
    return f"| {' | '.join([first, *cells])} |"


def _named(rule: Verdict) -> str:
    return f"{rule.rule}{' †' if rule.unproven else ''}".replace("|", "\\|")


def _says_who(rule: Verdict) -> str:
    return ", ".join(_link(source) for source in rule.sources).replace("|", "\\|")


def _link(source: str) -> str:
    if source.startswith("https://"):
        return f"[{source.rsplit('/', maxsplit=1)[-1].partition('#')[0].removesuffix('.html')}]({source})"
    return f"`{source}`"
