"""The error that an answer tells, in the protocols of AWS: its code and its sentence.

Sources: "Common Error Types" of the services' API references; AWS JSON, REST JSON, AWS query and REST XML in
the Smithy documentation.
"""

from __future__ import annotations

import html
import json
import re

_CODE = re.compile(r"<Code>([^<]*)</Code>", re.IGNORECASE)
_MESSAGE = re.compile(r"<Message>([^<]*)</Message>", re.IGNORECASE)


def error_of(answer: bytes, status: int) -> tuple[str, str]:
    """Code and message of an answer whose status is an error's; the status where it tells no code."""
    text = answer.decode("utf-8", "replace")
    code, message = _in_json(text) if text.lstrip().startswith("{") else _in_xml(text)
    return code or str(status), message


def _in_json(text: str) -> tuple[str, str]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return "", ""
    code = content.get("__type") or content.get("code") or content.get("Type") or content.get("error") or ""
    message = content.get("message") or content.get("Message") or content.get("error_description") or ""
    return str(code).rpartition("#")[2].partition(":")[0], str(message)


def _in_xml(text: str) -> tuple[str, str]:
    code, message = _CODE.search(text), _MESSAGE.search(text)
    return (html.unescape(code[1]) if code else ""), (html.unescape(message[1]) if message else "")
