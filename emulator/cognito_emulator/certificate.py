"""The certificate by which the engine serves https: made once, checked at every start.

It is signed by an authority made for it alone, which may sign for loopback and nothing else (RFC 5280 section
4.2.1.10) and whose key is forgotten at once: who trusts it trusts this certificate, and no other that
somebody could make. Apple's systems take no certificate that is valid for more than 825 days, and modern
browsers look at the names of `subjectAltName` alone.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
import ssl
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=730)
CLOCKS_DIFFER = timedelta(hours=1)
NAME = "localhost"
ADDRESSES = ("127.0.0.1", "::1")
_NETWORKS = ("127.0.0.0/8", "::1/128")


class CertificateError(Exception):
    """The certificate cannot be served; the message names the file and says why."""


@dataclass(frozen=True)
class Certificate:
    """Three files of a directory: `chain` is what is served, `authority` what is to be trusted."""

    directory: Path

    @property
    def authority(self) -> Path:
        return self.directory / "ca.pem"

    @property
    def chain(self) -> Path:
        return self.directory / "certificate.pem"

    @property
    def key(self) -> Path:
        return self.directory / "key.pem"


def open_certificate(directory: Path) -> Certificate:
    """The certificate in a directory, made where there is no such directory. Raises CertificateError."""
    certificate = Certificate(directory)
    if not directory.exists():
        _make(certificate)
    check_certificate(certificate)
    return certificate


def check_certificate(certificate: Certificate) -> None:
    """Raises CertificateError for one that is not whole, not readable or out of date."""
    for path in (certificate.authority, certificate.chain):
        ends = min(one.not_valid_after_utc for one in _read(path))
        if ends <= datetime.now(timezone.utc):
            raise CertificateError(f"The certificate in {path} has expired, on {ends:%Y-%m-%d}.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate.chain, certificate.key)
    except (OSError, ssl.SSLError) as error:
        reason = error.reason if isinstance(error, ssl.SSLError) else error.strerror
        message = f"The key in {certificate.key} is none of {certificate.chain}: {reason}."
        raise CertificateError(message) from None


def _read(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise CertificateError(f"The certificate in {path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise CertificateError(f"{path} holds no certificate.") from None


def _make(certificate: Certificate) -> None:
    """All three files at once: a directory that is there is whole."""
    parent, name = certificate.directory.parent, certificate.directory.name
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=parent, ignore_cleanup_errors=True) as draft:
            _write(Certificate(Path(draft)))
            Path(draft).rename(certificate.directory)
    except OSError as error:
        # another process may have made one meanwhile, and that one counts
        if not certificate.directory.is_dir():
            raise CertificateError(f"{certificate.directory} cannot be written: {error.strerror}.") from None


def _write(certificate: Certificate) -> None:
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _authority(authority_key)
    served = _served(key, authority, authority_key)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(certificate.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(private)
    certificate.authority.write_bytes(authority.public_bytes(Encoding.PEM))
    certificate.chain.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in (served, authority)))


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    # a name of its own: browsers tell two authorities apart by it
    name = _name(f"cognito-emulator authority {secrets.token_hex(4)}")
    loopback = [x509.DNSName(NAME), *(x509.IPAddress(ipaddress.ip_network(each)) for each in _NETWORKS)]
    builder = (
        _begun(name, name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(loopback, None), critical=True)
    )
    return builder.sign(key, hashes.SHA256())


def _served(
    key: ec.EllipticCurvePrivateKey, authority: x509.Certificate, authority_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    names = [x509.DNSName(NAME), *(x509.IPAddress(ipaddress.ip_address(each)) for each in ADDRESSES)]
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    builder = (
        _begun(_name("cognito-emulator"), authority.subject, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(signer, critical=False)
    )
    return builder.sign(authority_key, hashes.SHA256())


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
