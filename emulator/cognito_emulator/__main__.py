"""`python -m cognito_emulator`: serve the emulator until SIGINT or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from cognito_emulator.clean_environment import start_clean
from cognito_emulator.cognito.store.database import StoreError
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.environment import prepared_environment
from cognito_emulator.gateway.settings import OriginSettings, SettingError
from cognito_emulator.listener import ListenError, listen
from cognito_emulator.log_records import log_inertly
from cognito_emulator.state.directory import open_state_directory
from cognito_emulator.state.errors import StateError

LOG_LEVELS = ("debug", "info", "warning", "error")


def main(arguments: list[str] | None = None) -> int:
    start_clean()
    log_inertly()
    os.umask(0o077)  # what is kept holds keys and people
    options = _parser().parse_args(arguments)
    try:
        origin_settings = OriginSettings.of(os.environ)
        listener = listen(options.host, options.port)
        kept = open_state_directory(options.state_dir) if options.state_dir else None
        store = Store.open(kept.user_pools, kept.key) if kept else Store.open()
    except (SettingError, ListenError, StateError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    with listener, prepared_environment(listener, kept, options.log_level):
        # MiniStack reads its settings when it is imported, so nothing above may import it.
        from cognito_emulator.server import serve  # noqa: PLC0415

        return 0 if asyncio.run(serve(listener, options.log_level, origin_settings, kept, store)) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cognito_emulator",
        description="Cognito, Lambda, DynamoDB, IAM and more of AWS on this machine, IAM enforced. "
        "Prints `Ready.` when it answers; Ctrl-C stops it.",
        epilog="The root credentials are access key `test`, secret `test`. It answers at loopback names, and "
        "to pages of this machine and of app clients' callback URLs. ALLOWED_HOSTS and ALLOWED_ORIGINS in "
        "its environment, with commas between, add host names and origins.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port",
        type=_port,
        default=4566,
        help="port to listen on, 0 for a free one (default: %(default)s)",
    )
    parser.add_argument(
        "--state-dir",
        type=Path,
        metavar="DIR",
        help="keep what is created in DIR from one run to the next (default: start empty): user pools before "
        "a change is answered, all else half a second after it changes, at each `POST /_emulator/state` and "
        "when a signal ends the emulator",
    )
    parser.add_argument(
        "--log-level", choices=LOG_LEVELS, default="warning", help="least level logged (default: %(default)s)"
    )
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 to 65535 is needed")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
