"""The certificate of what a pool signs for a SAML provider.

Source: GetSigningCertificate in Cognito's API reference.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_CERTIFICATE = "signing certificate"
_TEN_YEARS = timedelta(days=3652)


async def get_signing_certificate(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    """Made when it is first asked for; the same each time."""
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        kept = cognito.store.pools.document(pool.id, _CERTIFICATE, "")
        if kept is None:
            kept = _made(pool, cognito.clock())
            cognito.store.pools.put_document(pool.id, _CERTIFICATE, "", kept)
    return {"Certificate": kept["certificate"]}


def _made(pool: UserPool, now: float) -> dict[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, pool.id)])
    begins = datetime.fromtimestamp(now, tz=timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + _TEN_YEARS)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    return {"certificate": base64.b64encode(der).decode(), "key": pem.decode()}
