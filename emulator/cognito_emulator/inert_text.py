"""Text that does nothing to who reads it: no escape sequence, no hidden order of letters, no faked line.

A name or an address is whatever somebody has typed, and a terminal, a log's reader and a browser act on
characters that nobody sees. The categories are Unicode's: Cc and Cf (control and format, the bidirectional
ones among them), Cs (lone surrogates), Zl and Zp (line and paragraph separators).
https://www.unicode.org/reports/tr44/#General_Category_Values
"""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def inert(text: str, *, keep: str = "") -> str:
    """The text with each such character as its escape (`\\x1b`, `\\u202e`), but for those in `keep`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) if character not in keep else character for character in text)


def inert_in_page(value: object) -> object:
    """Jinja's `finalize`: every text that a page shows is inert; markup, which a template has made, stays.

    So does what a form sends back as it was typed: in `value=` the filter `e` makes markup of it.
    """
    return inert(value, keep="\n\t") if type(value) is str else value


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
