"""docs/images/architecture.svg is what `make docs` draws, of the stations there are."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from scripts.docs.picture import PICTURE, STATIONS, picture
from scripts.paths import PROJECT

SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_is_drawn_anew_when_its_words_change() -> None:
    assert PICTURE.read_text() == picture(), "make docs"


def test_the_stations_are_those_of_the_page_in_their_order() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text()
    table = page.partition("## Five stations")[2].partition("\n\nBetween")[0]
    rows = re.findall(r"^\| ([a-z]+) \|", table, re.MULTILINE)
    assert [row for row in rows if row != "station"] == [name for name, _ in STATIONS]


def test_no_box_has_more_words_than_fit() -> None:
    """A letter of 14 pixels is 7.5 wide at most on average in the fonts that systems have."""
    root = ElementTree.fromstring(picture())  # noqa: S314 (our own)
    width = float(root.attrib["viewBox"].split()[2])
    for text in root.iter(f"{SVG}text"):
        long = 7.5 * len(text.text or "")
        x = float(text.attrib["x"])
        assert x + (long / 2 if "text-anchor" in text.attrib else long) <= width, text.text


def test_it_loads_nothing_and_runs_nothing() -> None:
    drawn = picture().replace('xmlns="http://www.w3.org/2000/svg"', "").replace("http://127.0.0.1:4566", "")
    assert not re.search(r"https?:|href|<script|@import|@font-face", drawn)


def test_it_has_grounds_and_letters_of_its_own_for_light_and_dark() -> None:
    light, dark = picture().split("@media(prefers-color-scheme:dark)")
    for part in ("ground", "frame", "box", "name", "says", "arrow", "tip"):
        assert f".{part}{{" in light
        assert f".{part}{{" in dark
