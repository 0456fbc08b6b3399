"""The certificate of `make up TLS=1`: made at the first, checked by every command, trusted by one more."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.errors import CommandError
from scripts.paths import TLS

if TYPE_CHECKING:
    from cognito_emulator.certificate import Certificate, CertificateError

NAME = "healthtech-signup-flow"


def made_certificate(directory: Path = TLS) -> Certificate:
    """The certificate, made where there is none. Raises CommandError for one that cannot be served."""
    # most commands are for a stack without TLS, and need not wait for the import of cryptography
    from cognito_emulator.certificate import CertificateError, open_certificate  # noqa: PLC0415

    try:
        return open_certificate(directory)
    except CertificateError as error:
        raise _unusable(error, directory) from None


def ca_bundle(directory: Path = TLS) -> str:
    """The file that clients trust. Raises CommandError where the certificate cannot be served by now."""
    from cognito_emulator.certificate import (  # noqa: PLC0415
        Certificate,
        CertificateError,
        check_certificate,
    )

    certificate = Certificate(directory)
    try:
        check_certificate(certificate)
    except CertificateError as error:
        raise _unusable(error, directory) from None
    return str(certificate.authority)


def trust_command(authority: str) -> str:
    """What a person types once so that this system's browsers trust the certificate."""
    file = shlex.quote(authority)
    if sys.platform == "darwin":
        return f"security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db {file}"
    # Chromium's store, which Debian's package libnss3-tools and Fedora's nss-tools write to
    return f'mkdir -p "$HOME/.pki/nssdb" && certutil -d "sql:$HOME/.pki/nssdb" -A -t C,, -n {NAME} -i {file}'


def _unusable(error: CertificateError, directory: Path) -> CommandError:
    return CommandError(
        f"{error} Another one has to be made, and trusted anew.",
        f"make down && rm -r {shlex.quote(str(directory))} && make up TLS=1",
    )
