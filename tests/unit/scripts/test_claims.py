"""docs/claims.md names a test for each of the README's claims, in the README's own words."""

from __future__ import annotations

import re

import pytest

from scripts.paths import PROJECT
from tests.names_of_tests import TEST_NAME, written_tests

README = " ".join((PROJECT / "README.md").read_text().split())
ROW = re.compile(r"^\| (?P<claim>.+?) \| (?P<held_by>.+) \|$", re.MULTILINE)
TITLES = ("The README says", "---")
ROWS = [
    (row["claim"], row["held_by"])
    for row in ROW.finditer((PROJECT / "docs" / "claims.md").read_text())
    if row["claim"] not in TITLES
]
# it says where things are, and claims nothing
WITHOUT_CLAIMS = {"Where things are"}


def sections() -> dict[str, str]:
    """What the README says under each heading, the title among them."""
    prose = re.sub(r"^```.*?^```$", "", (PROJECT / "README.md").read_text(), flags=re.MULTILINE | re.DOTALL)
    _, *parts = re.split(r"^#+ (.*)$", prose, flags=re.MULTILINE)
    return {title: " ".join(text.split()) for title, text in zip(parts[::2], parts[1::2], strict=True)}


@pytest.mark.parametrize("claim", [claim for claim, _ in ROWS])
def test_every_claim_is_in_the_readmes_own_words(claim: str) -> None:
    assert claim in README


def test_every_section_of_the_readme_has_a_claim_that_is_held() -> None:
    unheld = {title for title, text in sections().items() if not any(claim in text for claim, _ in ROWS)}
    assert unheld == WITHOUT_CLAIMS


def test_every_claim_names_tests_that_exist() -> None:
    named = [set(TEST_NAME.findall(held_by)) for _, held_by in ROWS]
    assert all(named)
    assert set().union(*named) - written_tests() == set()
