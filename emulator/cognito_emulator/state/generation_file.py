"""The file of one generation: a line that says what it is, and the encrypted state.

The line is JSON: `format` (this module's FORMAT), `generation` (a number that grows), `saved` (ISO 8601, UTC)
and `length` (bytes behind the line). Behind it stand a nonce of 12 bytes and AES-256-GCM's output, which
covers the line too: what was cut off, changed or written with another key is never taken for a state.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 2  # since the user pools have a database of their own
KEY_BYTES = 32
_NONCE_BYTES = 12
_LONGEST_LINE = 500


class DamagedError(Exception):
    """What is wrong with a generation's file, as the end of a sentence that begins with its path."""


@dataclass(frozen=True)
class Generation:
    """A whole state: its number, when it was saved (ISO 8601, UTC), and its bytes."""

    number: int
    saved: str
    content: bytes


def new_generation(number: int, content: bytes) -> Generation:
    """The generation of this moment."""
    return Generation(number, datetime.now(timezone.utc).isoformat(timespec="seconds"), content)


def encoded(generation: Generation, key: bytes) -> bytes:
    """The bytes of the generation's file. Raises OverflowError for a state of 2 GiB and more."""
    length = _NONCE_BYTES + len(generation.content) + 16  # GCM's tag
    facts = {"format": FORMAT, "generation": generation.number, "saved": generation.saved, "length": length}
    line = json.dumps(facts).encode() + b"\n"
    nonce = os.urandom(_NONCE_BYTES)
    return line + nonce + AESGCM(key).encrypt(nonce, generation.content, line)


def decoded(file: bytes, key: bytes) -> Generation:
    """The generation of a file's bytes. Raises DamagedError."""
    end = file.find(b"\n", 0, _LONGEST_LINE) + 1
    facts, line, sealed = _facts(file[:end]), file[:end], file[end:]
    if facts["format"] != FORMAT:
        raise DamagedError(
            f"was written by another release of the emulator: format {facts['format']}, not {FORMAT}"
        )
    if len(sealed) != facts["length"]:
        raise DamagedError(f"is incomplete: {len(sealed)} of {facts['length']} bytes are there")
    try:
        content = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], line)
    except InvalidTag:
        raise DamagedError("was changed since it was written, or the file `key` beside it was") from None
    return Generation(facts["generation"], facts["saved"], content)


def _facts(line: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(line)
    except ValueError:
        facts = None
    if not isinstance(facts, dict) or not {"format", "generation", "saved", "length"} <= facts.keys():
        raise DamagedError("is no state of this emulator")
    return facts
