"""The links of a mail that a person may open."""

from __future__ import annotations

import pytest

from cognito_emulator.console.links import links_in


@pytest.mark.parametrize(
    ("html", "text", "found"),
    [
        ("", "no link", []),
        ("", "Go to https://app.example/a?b=c, or not.", ["https://app.example/a?b=c"]),
        ('<a href="https://app.example/?a=1&amp;b=2">x</a>', "", ["https://app.example/?a=1&b=2"]),
        ('<a href=" http://app.example ">x</a>', "http://app.example", ["http://app.example"]),
        ('<a href="javascript:alert(1)">x</a><a href="data:text/html,x">y</a><a>z</a>', "", []),
        ('<link href="https://app.example/style.css">', "", []),
        ('<a href="https://app.example/" onclick="x', "", []),
        ("", 'ftp://app.example "http://app.example/a"', ["http://app.example/a"]),
    ],
)
def test_http_addresses_are_links_each_once_and_nothing_else_is(
    html: str, text: str, found: list[str]
) -> None:
    assert links_in(html, text) == found
