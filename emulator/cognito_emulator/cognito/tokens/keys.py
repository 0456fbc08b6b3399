"""A pool's two signing keys: one for access tokens, one for ID tokens, made when first needed.

Source: "Understanding the access token" in the Cognito developer guide: different keys sign the two.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm

from cognito_emulator.cognito.store.pools import Pools
from cognito_emulator.cognito.tokens.claims import ACCESS, ID

_BITS = 2048
_EXPONENT = 65537


@dataclass(frozen=True)
class SigningKey:
    """`id` is the `kid` of the tokens that it signs."""

    id: str
    key: RSAPrivateKey = field(repr=False)

    def public_jwk(self) -> dict[str, Any]:
        """As `/.well-known/jwks.json` publishes it."""
        jwk: dict[str, Any] = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {
            "alg": "RS256",
            "e": jwk["e"],
            "kid": self.id,
            "kty": "RSA",
            "n": jwk["n"],
            "use": "sig",
        }


@dataclass
class SigningKeys:
    """The keys of all pools, read once from where they are kept."""

    pools: Pools
    _known: dict[tuple[str, str], SigningKey] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # a key that was made in a transaction and undone with it signs nothing
        self.pools.database.after_rollback(self._known.clear)

    def of(self, pool_id: str, token_use: str) -> SigningKey:
        if (pool_id, token_use) not in self._known:
            self._known[pool_id, token_use] = self._read(pool_id, token_use) or self._make(pool_id, token_use)
        return self._known[pool_id, token_use]

    def published(self, pool_id: str) -> list[dict[str, Any]]:
        """JSON web keys of both."""
        return [self.of(pool_id, use).public_jwk() for use in (ID, ACCESS)]

    def _read(self, pool_id: str, token_use: str) -> SigningKey | None:
        kept = self.pools.signing_key(pool_id, token_use)
        if kept is None:
            return None
        key = load_pem_private_key(kept[1].encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("A pool's key is no RSA key.")
        return SigningKey(kept[0], key)

    def _make(self, pool_id: str, token_use: str) -> SigningKey:
        key = generate_private_key(_EXPONENT, _BITS)
        key_id = base64.b64encode(key.public_key().public_numbers().n.to_bytes(256, "big")[:32]).decode()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        with self.pools.database.transaction():
            self.pools.add_signing_key(pool_id, token_use, key_id, pem)
        return SigningKey(key_id, key)
