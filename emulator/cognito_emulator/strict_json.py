"""JSON from outside, as others can read and keep it: UTF-8, no NaN, no lone surrogate, and not too deep."""

from __future__ import annotations

import json
import re
from typing import Any

_MAY_BE_A_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parsed(content: bytes) -> Any:
    """The value. Raises ValueError for what is no such JSON."""
    text = content.decode()
    try:
        value = json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    if _MAY_BE_A_SURROGATE.search(text):
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON.")
