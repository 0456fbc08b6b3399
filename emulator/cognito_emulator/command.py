"""The command: what was typed is read, all that is named in it opened, and the emulator served."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path
from socket import socket

from cognito_emulator.certificate import Certificate, CertificateError, open_certificate
from cognito_emulator.cognito.store.database import StoreError
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.command_line import command_line
from cognito_emulator.environment import prepared_environment
from cognito_emulator.gateway.settings import OriginSettings, SettingError
from cognito_emulator.issuer import issuer_base
from cognito_emulator.limits import has_limits
from cognito_emulator.listener import ListenError, endpoint_of, listen
from cognito_emulator.log_records import log_inertly
from cognito_emulator.settings import Settings
from cognito_emulator.state.directory import StateDirectory, open_state_directory
from cognito_emulator.state.errors import StateError
from cognito_emulator.state.snapshot_file import Snapshot, read_snapshot


def run(arguments: list[str] | None) -> int:
    """Serve until a signal; 0 where all went well, else 1, and why is said on standard error."""
    log_inertly()
    os.umask(0o077)  # what is kept holds keys and people
    options = command_line().parse_args(arguments)
    try:
        certificate = _certificate(options.tls)
        listener = listen(options.host, options.port)
        settings = _settings(listener, certificate, options)
        snapshot = read_snapshot(options.snapshot) if options.snapshot else None
        kept = open_state_directory(options.state_dir) if options.state_dir else None
        store = _store(kept, snapshot)
    except (SettingError, CertificateError, ListenError, StateError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    begun_with = _begun_with(kept, snapshot)
    with listener, prepared_environment(listener, certificate, begun_with, options.log_level):
        # MiniStack reads its settings when it is imported, so nothing above may import it.
        from cognito_emulator.server import serve  # noqa: PLC0415

        return 0 if asyncio.run(serve(listener, settings, kept, snapshot, store)) else 1


def _store(kept: StateDirectory | None, snapshot: Snapshot | None) -> Store:
    if snapshot:
        return Store.of_copy(snapshot.user_pools)
    return Store.open(kept.user_pools, kept.key) if kept else Store.open()


def _begun_with(kept: StateDirectory | None, snapshot: Snapshot | None) -> bytes | None:
    if snapshot:
        return snapshot.content
    return kept.newest.content if kept and kept.newest else None


def _settings(listener: socket, certificate: Certificate | None, options: argparse.Namespace) -> Settings:
    endpoint_url = endpoint_of(listener, certificate)
    return Settings(
        OriginSettings.of(os.environ),
        endpoint_url,
        issuer_base(os.environ, endpoint_url),
        has_limits(os.environ),
        os.environ.get("SMTP_HOST", ""),
        certificate,
        options.log_level,
        options.person_command,
    )


def _certificate(directory: Path | None) -> Certificate | None:
    if directory is None:
        return None
    if os.environ.get("LAMBDA_EXECUTOR") == "docker":
        raise SettingError(
            "--tls: functions in containers cannot call back by https. Unset LAMBDA_EXECUTOR, or leave out "
            "--tls."
        )
    try:
        return open_certificate(directory.resolve())
    except CertificateError as error:
        raise CertificateError(f"{error} Remove {directory}, and the next start makes another one.") from None
