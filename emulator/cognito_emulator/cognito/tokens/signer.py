"""Signs tokens anew with the keys that their pool publishes.

The engine keeps each pool's two private keys in its state directory, which this package chooses. Signing
with them keeps the published key set, the engine's own checks and every verifier outside as they are.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key


@dataclass(frozen=True)
class TokenSigner:
    """`directory` holds `<pool id>-<access or id>.pem`."""

    directory: Path
    _keys: dict[str, RSAPrivateKey] = field(default_factory=dict)

    def signed_anew(self, token: str, pool_id: str, claims: dict[str, Any]) -> str:
        """The same kind of token with other claims: its header, and so the id of its key, stays."""
        header = token.partition(".")[0]
        signed = f"{header}.{_encoded(json.dumps(claims).encode())}"
        key = self._key(f"{pool_id}-{claims['token_use']}")
        signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_encoded(signature)}"

    def _key(self, name: str) -> RSAPrivateKey:
        if name not in self._keys:
            key = load_pem_private_key((self.directory / f"{name}.pem").read_bytes(), password=None)
            if not isinstance(key, RSAPrivateKey):
                raise TypeError(f"{name}.pem holds no RSA key")
            self._keys[name] = key
        return self._keys[name]


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
