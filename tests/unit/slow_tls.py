"""A server on this machine that takes its time over the TLS handshake, and answers {} to every request."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n"
    b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
)
LIMIT_SECONDS = 10.0


@contextmanager
def slow_tls_server(folder: Path, handshake_seconds: float | None) -> Iterator[SlowTls]:
    """Run a server whose handshakes take so long; with None they never end."""
    certificate = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = SlowTls(listener, context, certificate, handshake_seconds, threading.Event())
        thread = threading.Thread(target=server.serve)
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            with suppress(OSError), socket.create_connection(listener.getsockname(), LIMIT_SECONDS):
                pass
            thread.join(LIMIT_SECONDS)


@dataclass(frozen=True, slots=True)
class SlowTls:
    listener: socket.socket
    context: ssl.SSLContext
    certificate: Path
    handshake_seconds: float | None
    stopped: threading.Event

    @property
    def url(self) -> str:
        return f"https://localhost:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        while not self.stopped.is_set():
            connection, _ = self.listener.accept()
            connection.settimeout(LIMIT_SECONDS)
            # who gives up in the middle of a handshake is what some tests are about
            with connection, suppress(OSError):
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        if self.handshake_seconds is None:
            while connection.recv(4096):
                pass
            return
        self.stopped.wait(self.handshake_seconds)
        with self.context.wrap_socket(connection, server_side=True) as secure, secure.makefile("rb") as lines:
            length = 0
            while (line := lines.readline().strip().lower()) != b"":
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            lines.read(length)
            secure.sendall(ANSWER)


def _certificate(folder: Path) -> Path:
    """Write a key and a certificate of its own for localhost into one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "localhost.pem"
    path.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return path
