"""What lets somebody in is not kept: passwords, secrets, sessions and tokens are masked at once.

Of a token that is signed, the signature alone goes: its claims stay readable, and nobody is let in by it.
One-time codes stay, as the mail that has them does.
"""

from __future__ import annotations

import re

from cognito_emulator.recording.step import CUT, MOST_BYTES

MASK = b"***"
_NAMES = (
    rb"(?:[a-z_]*password|secret_?hash|client_?secret(?:_?value)?|secret_?code|secret_?access_?key"
    rb"|(?:aws_)?session_?token|access_?token|id_?token|refresh_?token|token|session|assertion"
    rb"|password_?verifier|password_claim_signature|private_?key(?:_?pem)?)"
)
_IN_JSON = re.compile(rb'("' + _NAMES + rb'"\s*:\s*")((?:[^"\\]|\\.)*)', re.IGNORECASE)
_IN_FORM = re.compile(
    rb"((?:^|&)(?:" + _NAMES + rb"|x-amz-signature|x-amz-security-token)=)([^&]*)", re.IGNORECASE
)
_IN_XML = re.compile(rb"(<" + _NAMES + rb">)([^<]*)", re.IGNORECASE)
_SIGNED = re.compile(rb"(eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.)[A-Za-z0-9_-]+")
_HEADER_OF_A_TOKEN = b"eyJ"


def kept(content: bytes) -> bytes:
    """What is recorded of a body: its beginning, masked, and a word on it where there is more."""
    return masked(content[:MOST_BYTES]) + (CUT if len(content) > MOST_BYTES else b"")


def masked(content: bytes) -> bytes:
    """The body of a request or an answer, in JSON, in XML or as a form, without what lets somebody in."""
    if not content:
        return content
    hidden = _pattern(content).sub(_hidden, content)
    return _SIGNED.sub(rb"\1" + MASK, hidden) if _HEADER_OF_A_TOKEN in hidden else hidden


def _pattern(content: bytes) -> re.Pattern[bytes]:
    first = content[:1]
    if first in b"{[":
        return _IN_JSON
    return _IN_XML if first == b"<" else _IN_FORM


def _hidden(found: re.Match[bytes]) -> bytes:
    signed = _SIGNED.fullmatch(found[2])
    return found[1] + (signed[1] if signed else b"") + MASK
