"""How a code is found in a mail or a text: Cognito's codes have six digits, and stand alone."""

from __future__ import annotations

import re

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


def code_in(text: str) -> str:
    """The first number of six digits in a text; empty where there is none."""
    found = _CODE.search(text)
    return found.group() if found else ""
