"""Values of others (a user's, a token's, AWS's, a file's) as a terminal may show them: as text and no more.

Whoever builds a line with markup passes each value through `shown`; `InertConsole` escapes what is left of
control characters in whatever is printed, so a command that forgets it is still harmless.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from cognito_emulator.inert_text import inert

LINES = "\n"
# What rich takes for a tag, and backslashes before any other bracket, of which it would take one away
_MARKUP = re.compile(r"(\\*)(\[[a-z#/@][^[]*?])|(\\+)(?=\[)")


def shown(value: object) -> str:
    """One line of text: no markup of rich, no control character, no line break."""
    return _without_markup(inert(str(value)))


def shown_lines(value: object) -> str:
    """The same for text of several lines."""
    return _without_markup(inert(str(value), keep=LINES))


def pass_on(output: Iterable[str]) -> None:
    """Write what another program prints to standard output, inert, line by line as it comes."""
    for line in output:
        sys.stdout.write(inert(line, keep=f"{LINES}\t"))
        sys.stdout.flush()


def _without_markup(text: str) -> str:
    """rich's own `escape` loses a backslash before a bracket that is no tag, and a tag behind three."""
    escaped = _MARKUP.sub(lambda found: f"{found[1] * 2}\\{found[2]}" if found[2] else f"{found[3]}\\", text)
    return escaped + "\\" * (len(escaped) - len(escaped.rstrip("\\")))


class InertConsole(Console):
    """A console whose text is inert, whoever wrote it; rich's own control segments are left alone."""

    def __init__(self, **options: Any) -> None:
        # `:name:` is what somebody wrote, and no picture
        super().__init__(emoji=False, highlight=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            text = segment.text if segment.control else inert(segment.text, keep=LINES)
            yield segment if text == segment.text else Segment(text, segment.style, segment.control)

    def render_str(self, text: str, **options: Any) -> Any:
        """Before the layout, so that a cell has the width of what is shown."""
        return super().render_str(inert(text, keep=LINES), **options)
