"""MiniStack's settings: environment variables, read when it is imported."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

from cognito_emulator.certificate import Certificate
from cognito_emulator.listener import endpoint_of
from cognito_emulator.state.archive import unpack_files

ROOT_KEY = "test"
WITHOUT_PROXY = "127.0.0.1,localhost"


@contextmanager
def prepared_environment(
    listener: socket, certificate: Certificate | None, began_with: bytes | None, log_level: str
) -> Iterator[None]:
    """Set MiniStack's environment; its temporary files live, and go, with the body.

    Those of the archive `began_with` are there as they were saved.
    """
    with tempfile.TemporaryDirectory(prefix="emulator-", ignore_cleanup_errors=True) as scratch:
        if began_with:
            unpack_files(began_with, Path(scratch))
        before = dict(os.environ)
        os.environ.update(_settings(listener, log_level, Path(scratch)))
        # Functions get this environment too: they call back to here, past any proxy.
        os.environ["AWS_ENDPOINT_URL"] = endpoint_of(listener, certificate)
        os.environ.update(_tls_settings(certificate) if certificate else {})
        tempfile.tempdir = None  # read TMPDIR anew
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
            tempfile.tempdir = None


def scratch_directory() -> Path:
    """Where all temporary files are, in a prepared environment."""
    return Path(os.environ["TMPDIR"])


def _settings(listener: socket, log_level: str, scratch: Path) -> dict[str, str]:
    host, port = listener.getsockname()[:2]
    settings = {
        "AUTH": "true",
        "BIND_HOST": host,
        "GATEWAY_PORT": str(port),
        # at its INFO MiniStack logs what functions write, and whom mails go to
        "LOG_LEVEL": "WARNING" if log_level == "info" else log_level.upper(),
        "PERSIST_STATE": "0",  # cognito_emulator.state keeps it
        "STATE_DIR": str(scratch / "state"),
        "S3_PERSIST": "1",  # in files, since what is in memory alone is in no state of MiniStack's
        "S3_DATA_DIR": str(scratch / "s3"),
        "TMPDIR": str(scratch),
        # the person's own has AWS profiles, which SDKs would read; the second is Windows's name for it
        "HOME": str(scratch),
        "USERPROFILE": str(scratch),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        # for a function whose own configuration names a proxy
        "NO_PROXY": WITHOUT_PROXY,
        "no_proxy": WITHOUT_PROXY,
    }
    if "LAMBDA_EXECUTOR" not in os.environ:
        # Without a socket MiniStack neither imports Docker's SDK nor removes containers when it starts.
        settings["DOCKER_HOST"] = f"unix://{scratch}/no-docker.sock"
    return settings


def _tls_settings(certificate: Certificate) -> dict[str, str]:
    return {
        # the scheme of the queues' and the APIs' addresses
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(certificate.chain),
        "MINISTACK_SSL_KEY": str(certificate.key),
        # by which functions trust this engine: AWS's SDKs and its CLI, and Node for all that it calls
        "AWS_CA_BUNDLE": str(certificate.authority),
        "NODE_EXTRA_CA_CERTS": str(certificate.authority),
    }
