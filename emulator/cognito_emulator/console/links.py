"""The links of a mail: in its HTML, or written out in its text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_WRITTEN = re.compile(r"https?://[^\s<>\"'`]+", re.IGNORECASE)
_BEHIND_A_SENTENCE = ".,;:!?)"


def links_in(html: str, text: str) -> list[str]:
    """Each http and https address once, in the order of the mail. Others lead to nothing that is opened."""
    reader = _Links()
    reader.feed(html)
    reader.close()
    written = [found.rstrip(_BEHIND_A_SENTENCE) for found in _WRITTEN.findall(text)]
    return list(dict.fromkeys([*reader.found, *written]))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and _WRITTEN.fullmatch(address.strip()):
            self.found.append(address.strip())
