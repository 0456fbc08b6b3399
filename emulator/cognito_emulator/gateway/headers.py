"""Headers of a request and of an answer, as bytes and as text."""

from __future__ import annotations

from starlette.types import Scope


def values_of(scope: Scope, wanted: bytes) -> list[str]:
    """All values of a request's header, by its name in lower case."""
    return [value.decode("latin-1").strip() for name, value in scope["headers"] if name.lower() == wanted]


def printable(text: str) -> str:
    """The text in printable ASCII, each other character as `?`: safe in a header, a terminal and a log."""
    return "".join(character if " " <= character <= "~" else "?" for character in text)
