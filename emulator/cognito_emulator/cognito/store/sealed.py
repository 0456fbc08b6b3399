"""Encryption of what nobody is to read in a kept database: mails have passwords and codes in them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


@dataclass(frozen=True)
class Seal:
    """By a key of 32 bytes; by none where nothing is kept."""

    key: bytes | None = field(default=None, repr=False)

    def closed(self, content: bytes) -> bytes:
        if self.key is None:
            return content
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, content, None)

    def opened(self, content: bytes) -> bytes:
        """Raises cryptography's InvalidTag for what was closed by another key."""
        if self.key is None:
            return content
        return AESGCM(self.key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], None)
