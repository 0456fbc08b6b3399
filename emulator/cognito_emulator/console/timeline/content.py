"""What a recorded request or answer says, as far as it can be read."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs

from cognito_emulator.recording.step import Step


def parsed(content: bytes) -> Mapping[str, Any]:
    """The members of a JSON object or the fields of a form; none of anything else, and of what was cut.

    What is nested too deep for Python is something else, too: it must not hide what others have sent.
    """
    text = content.decode("utf-8", "replace")
    if not text.startswith("{"):
        return {name: values[0] for name, values in parse_qs(text).items()} if "=" in text else {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def claims_in(step: Step) -> Iterator[Mapping[str, Any]]:
    """The claims of the tokens in a step's request and answer; nobody has checked them."""
    for content in (parsed(step.request), parsed(step.answer)):
        for value in _texts(content):
            if value.startswith("eyJ") and value.count(".") == 2:
                yield _claims(value)


def pretty(content: bytes) -> str:
    """JSON with its lines, and all else as it is."""
    text = content.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _texts(content: Mapping[str, Any]) -> Iterator[str]:
    for value in content.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts(value)


def _claims(token: str) -> Mapping[str, Any]:
    part = token.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
