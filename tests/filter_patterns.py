"""CloudWatch Logs' filter patterns for JSON, as far as this project has them: the emulator reads none.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

import json
import re
from typing import Any

TOKEN = re.compile(r'\s*(?:(\$[\w.]+)|"([^"]*)"|(\d+)|(&&|\|\||!=|=|>|\(|\)))')


def matches(pattern: str, message: str) -> bool:
    """Whether a log event's message matches ``{ … }``: comparisons, && and ||, parentheses, "*" for any.

    What is no JSON matches nothing, and a field that is not there makes every comparison false.
    Raises AssertionError for what is no such pattern.
    """
    braced = re.fullmatch(r"\{(.*)\}", pattern, re.DOTALL)
    assert braced, f"no pattern for JSON: {pattern}"
    try:
        event = json.loads(message)
    except ValueError:
        return False
    tokens = _tokens(braced[1].strip())
    value = _any_of(tokens, event)
    assert not tokens, f"left over of {pattern}: {tokens}"
    return value


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text):
        found = TOKEN.match(text, at)
        assert found, f"unknown in a pattern: {text[at:]}"
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


def _any_of(tokens: list[str], event: Any) -> bool:
    values = [_all_of(tokens, event)]
    while tokens[:1] == ["||"]:
        tokens.pop(0)
        values.append(_all_of(tokens, event))
    return any(values)


def _all_of(tokens: list[str], event: Any) -> bool:
    values = [_term(tokens, event)]
    while tokens[:1] == ["&&"]:
        tokens.pop(0)
        values.append(_term(tokens, event))
    return all(values)


def _term(tokens: list[str], event: Any) -> bool:
    first = tokens.pop(0)
    if first == "(":
        value = _any_of(tokens, event)
        assert tokens.pop(0) == ")"
        return value
    operator, expected = tokens.pop(0), tokens.pop(0)
    return _compared(_field(event, first), operator, expected)


def _field(event: Any, selector: str) -> Any:
    for name in selector.split(".")[1:]:
        event = event.get(name) if isinstance(event, dict) else None
    return event


def _compared(actual: Any, operator: str, expected: str) -> bool:
    if actual is None:
        return False
    if operator == ">":
        return isinstance(actual, int | float) and actual > int(expected)
    is_same = expected == '"*"' or json.dumps(actual) == expected
    return is_same if operator == "=" else not is_same
