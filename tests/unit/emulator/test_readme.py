"""The engine's README: what a package index shows of it is whole, and its figures are those of the docs."""

from __future__ import annotations

import re

from cognito_emulator.cognito.protocol import model
from cognito_emulator.cognito.refused import REFUSED
from scripts.paths import PROJECT

README = (PROJECT / "emulator" / "README.md").read_text()
CONFORMANCE = (PROJECT / "docs" / "conformance.md").read_text()
LINKS = re.findall(r"\]\(([^)]+)\)|<(https?:[^>]+)>", README)
ROWS = {
    "answers as AWS does": "✔ holds",
    "does not": "✘ fails",
    "cannot be asked": "\N{EN DASH} cannot be asked",
}
FIRST_SCREENS = 75


def test_no_link_needs_the_checkout() -> None:
    assert LINKS
    assert [link for pair in LINKS for link in pair if link and not link.startswith("https://")] == []


def test_what_is_not_supported_stands_near_the_top_and_before_the_peers() -> None:
    headings = {line: at for at, line in enumerate(README.splitlines()) if line.startswith("#")}
    assert list(headings)[:3] == ["# cognito-emulator", "## Not supported", "## Beside its peers"]
    assert headings["## Beside its peers"] < FIRST_SCREENS


def test_the_figures_beside_the_peers_are_those_that_were_measured() -> None:
    *asked, localstack = cells("|  | cognito-emulator")[1:]
    assert [name.replace("cognito-emulator", "ours") for name in asked] == measured("|  | ours")[1:]
    assert localstack == "LocalStack"
    for said, row in ROWS.items():
        assert cells(f"| {said} |")[1:] == [*measured(f"| {row} |")[1:], "not asked"]
    assert f"Of {sum(map(int, measured('| ✔ holds |')[1:2]))} rules" in README


def test_it_says_how_many_operations_it_refuses() -> None:
    assert f"\n- {len(REFUSED)} of the API's {len(model().operation_names)} operations;" in README


def cells(beginning: str, page: str = README) -> list[str]:
    """The cells of the one row of a page's tables that begins so."""
    [row] = [line for line in page.splitlines() if line.startswith(beginning)]
    return [cell.strip() for cell in row.strip("|").split("|")]


def measured(beginning: str) -> list[str]:
    totals = CONFORMANCE.partition("## Totals")[2].partition("\n## ")[0]
    return cells(beginning, totals)
