"""`cognito-emulator`, `python -m cognito_emulator`: serve the emulator until SIGINT or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path
from socket import socket

from cognito_emulator import __version__
from cognito_emulator.certificate import Certificate, CertificateError, open_certificate
from cognito_emulator.clean_environment import start_clean
from cognito_emulator.cognito.store.database import StoreError
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.console.person_commands import PersonCommand, PersonCommandError, person_command
from cognito_emulator.environment import prepared_environment
from cognito_emulator.gateway.settings import OriginSettings, SettingError
from cognito_emulator.issuer import issuer_base
from cognito_emulator.limits import has_limits
from cognito_emulator.listener import ListenError, endpoint_of, listen
from cognito_emulator.log_records import log_inertly
from cognito_emulator.program import program
from cognito_emulator.settings import Settings
from cognito_emulator.state.directory import StateDirectory, open_state_directory
from cognito_emulator.state.errors import StateError
from cognito_emulator.state.snapshot_file import Snapshot, read_snapshot

LOG_LEVELS = ("debug", "info", "warning", "error")


def main(arguments: list[str] | None = None) -> int:
    start_clean()
    log_inertly()
    os.umask(0o077)  # what is kept holds keys and people
    options = _parser().parse_args(arguments)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program(),
        description="Cognito, Lambda, DynamoDB, IAM and more of AWS on this machine, IAM enforced. "
        "Prints `Ready.` when it answers; Ctrl-C stops it.",
        epilog="The root credentials are access key `test`, secret `test`. It answers at loopback names, and "
        "to pages of this machine and of app clients' callback URLs. ALLOWED_HOSTS and ALLOWED_ORIGINS in "
        "its environment, with commas between, add host names and origins. ISSUER=endpoint makes its address "
        "the issuer of tokens, which is AWS's otherwise. LIMITS=off ends AWS's quotas on codes and attempts.",
    )
    parser.add_argument("--version", action="version", version=f"cognito-emulator {__version__}")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port",
        type=_port,
        default=4566,
        help="port to listen on, 0 for a free one (default: %(default)s)",
    )
    beginning = parser.add_mutually_exclusive_group()
    beginning.add_argument(
        "--snapshot",
        type=Path,
        metavar="FILE",
        help="start with what FILE has, as `make up` keeps it of a stack (default: start empty)",
    )
    beginning.add_argument(
        "--state-dir",
        type=Path,
        metavar="DIR",
        help="keep what is created in DIR from one run to the next (default: start empty): user pools before "
        "a change is answered, all else half a second after it changes, at each `POST /_emulator/state` and "
        "when a signal ends the emulator",
    )
    parser.add_argument(
        "--tls",
        type=Path,
        metavar="DIR",
        help="serve https by the certificate in DIR, made where there is none; callers have to trust "
        "DIR/ca.pem (default: plain http)",
    )
    parser.add_argument(
        "--person-command",
        action="append",
        default=[],
        type=_person_command,
        metavar="NAME=COMMAND",
        help="a button on each person's page of the console; in COMMAND, "
        "{sub} is the person's (may be repeated)",
    )
    parser.add_argument(
        "--log-level",
        choices=LOG_LEVELS,
        default="info",
        help="info: a line each call, and what functions write; debug: all that "
        "is known, people's data too; warning, error: what goes wrong (default: %(default)s)",
    )
    return parser


def _person_command(text: str) -> PersonCommand:
    try:
        return person_command(text)
    except PersonCommandError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no command: {error}") from None


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 to 65535 is needed")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
