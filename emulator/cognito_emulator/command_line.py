"""What may be typed behind `cognito-emulator`."""

from __future__ import annotations

import argparse
from pathlib import Path

from cognito_emulator import __version__
from cognito_emulator.console.person_commands import PersonCommand, PersonCommandError, person_command
from cognito_emulator.program import program

LOG_LEVELS = ("debug", "info", "warning", "error")


def command_line() -> argparse.ArgumentParser:
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
