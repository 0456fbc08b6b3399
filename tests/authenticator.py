"""A passkey in software: an ES256 key behind the two answers that a browser's credentials API gives."""

from __future__ import annotations

import base64
import json
import secrets
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_USER_PRESENT, _USER_VERIFIED, _ATTESTED = 0x01, 0x04, 0x40
_ES256, _EC2, _P256 = -7, 2, 1


class Authenticator:
    """One credential, for pages at `origin`."""

    def __init__(self, origin: str, *, verifies_users: bool = True) -> None:
        self.origin = origin
        self.credential_id = secrets.token_bytes(16)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._verified = _USER_VERIFIED if verifies_users else 0
        self._count = 0

    @property
    def id(self) -> str:
        return _text(self.credential_id)

    def registration(self, options: dict[str, Any], **said: Any) -> dict[str, Any]:
        """RegistrationResponseJSON; `said` stands in the place of `origin`, `challenge` or `rp_id`."""
        client_data = self._client_data("webauthn.create", options, said)
        flags = _USER_PRESENT | _ATTESTED | self._verified
        data = self._data(said.get("rp_id", options["rp"]["id"]), flags) + self._attested()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {"clientDataJSON": _text(client_data), "attestationObject": _text(attestation)}
        return self._credential({**response, "transports": ["internal"]})

    def assertion(self, options: dict[str, Any], **said: Any) -> str:
        """AuthenticationResponseJSON, as `registration`."""
        client_data = self._client_data("webauthn.get", options, said)
        self._count += 1
        data = self._data(said.get("rp_id", options["rpId"]), _USER_PRESENT | self._verified)
        signature = self._key.sign(data + sha256(client_data).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": _text(client_data),
            "authenticatorData": _text(data),
            "signature": _text(signature),
        }
        return json.dumps(self._credential(response))

    def _client_data(self, kind: str, options: dict[str, Any], said: dict[str, Any]) -> bytes:
        challenge, origin = said.get("challenge", options["challenge"]), said.get("origin", self.origin)
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _data(self, rp_id: str, flags: int) -> bytes:
        return sha256(rp_id.encode()).digest() + bytes([flags]) + self._count.to_bytes(4, "big")

    def _attested(self) -> bytes:
        point = self._key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        key = cbor2.dumps({1: _EC2, 3: _ES256, -1: _P256, -2: x, -3: y})
        return bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + key

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
