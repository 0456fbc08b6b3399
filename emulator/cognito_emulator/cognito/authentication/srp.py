"""Secure Remote Password as AWS's clients speak it: the server's half, and what both halves compute.

Sources: RFC 5054 (the group of 3072 bits), SRP-6a, and "Secure remote password" in the Cognito developer
guide; the key derivation with the info "Caldera Derived Key" is what all of AWS's published clients do.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

# the group's prime: public, and the same in every client
_N_HEX = (
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"  # pragma: allowlist secret
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"  # pragma: allowlist secret
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"  # pragma: allowlist secret
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"  # pragma: allowlist secret
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"  # pragma: allowlist secret
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"  # pragma: allowlist secret
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"  # pragma: allowlist secret
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"  # pragma: allowlist secret
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"  # pragma: allowlist secret
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"  # pragma: allowlist secret
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"  # pragma: allowlist secret
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF"  # pragma: allowlist secret
)
PRIME = int(_N_HEX, 16)
GENERATOR = 2
# of N's length, and a byte more where its first bit is set
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{1,770}")
_INFO = b"Caldera Derived Key\x01"
_KEY_BYTES = 16
SALT_BYTES = 16


class BadValueError(Exception):
    """A client's value that no client of the protocol sends."""


@dataclass(frozen=True)
class Exchange:
    """The server's side between its challenge and the answer; hexadecimal numbers, as they are kept."""

    salt: str
    server_secret: str
    server_public: str
    client_public: str
    secret_block: str

    def state(self) -> dict[str, Any]:
        return dict(vars(self))


def verifier_of(salt: int, inner: bytes) -> int:
    """The verifier of a password; `inner` is what is kept of it."""
    return pow(GENERATOR, private_value(salt, inner), PRIME)


def begin(client_public: str, salt: int, verifier: int) -> Exchange:
    """Challenge a client that has sent `SRP_A`. Raises BadValueError."""
    if not _HEXADECIMAL.fullmatch(client_public):
        raise BadValueError
    a_public = int(client_public, 16)
    if a_public % PRIME == 0:
        raise BadValueError
    b_secret = secrets.randbits(256)
    b_public = (multiplier() * verifier + pow(GENERATOR, b_secret, PRIME)) % PRIME
    block = base64.b64encode(secrets.token_bytes(512)).decode()
    return Exchange(f"{salt:x}", f"{b_secret:x}", f"{b_public:x}", f"{a_public:x}", block)


def is_proof(exchange: Exchange, identity: str, verifier: int, timestamp: str, signature: str) -> bool:
    """Whether PASSWORD_CLAIM_SIGNATURE shows that the client knows the password.

    `identity` is the pool's name and the Username behind it, or a device's group and key.
    """
    try:
        block = base64.b64decode(exchange.secret_block)
        given = base64.b64decode(signature, validate=True)
    except ValueError:
        return False
    message = identity.encode() + block + timestamp.encode()
    expected = hmac.new(_session_key(exchange, verifier), message, sha256).digest()
    return hmac.compare_digest(expected, given)


def _session_key(exchange: Exchange, verifier: int) -> bytes:
    a_public, b_public = int(exchange.client_public, 16), int(exchange.server_public, 16)
    b_secret = int(exchange.server_secret, 16)
    mixed = scrambler(a_public, b_public)
    return derived_key(mixed, pow(a_public * pow(verifier, mixed, PRIME), b_secret, PRIME))


def multiplier() -> int:
    """SRP-6a's `k`."""
    return int.from_bytes(sha256(padded(PRIME) + padded(GENERATOR)).digest(), "big")


def scrambler(a_public: int, b_public: int) -> int:
    """SRP-6a's `u`, of both sides' public numbers."""
    return int.from_bytes(sha256(padded(a_public) + padded(b_public)).digest(), "big")


def derived_key(mixed: int, shared: int) -> bytes:
    """The key that both sides have, of the scrambler and the shared secret."""
    extracted = hmac.new(padded(mixed), padded(shared), sha256).digest()
    return hmac.new(extracted, _INFO, sha256).digest()[:_KEY_BYTES]


def private_value(salt: int, inner: bytes) -> int:
    """SRP-6a's `x`, of the salt and what is kept of a password."""
    return int.from_bytes(sha256(padded(salt) + inner).digest(), "big")


def padded(number: int) -> bytes:
    """Big-endian, with a zero byte before a number whose first bit is set: as Java's BigInteger."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")
