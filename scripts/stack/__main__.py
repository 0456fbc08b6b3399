"""The stack on this machine: up, down, status, plan, logs (`python -m scripts.stack --help`)."""

from __future__ import annotations

import argparse
import os

from scripts.console import run_command
from scripts.engines import EngineSettings
from scripts.errors import CommandError
from scripts.stack.down import down
from scripts.stack.logs import logs
from scripts.stack.plan import plan
from scripts.stack.status import status
from scripts.stack.up import up

DEFAULT_PORT = "4566"


def main() -> None:
    options = _parse_options()
    commands = {
        "up": lambda: up(options.engine, EngineSettings(_port(options.port), options.persist)),
        "down": lambda: down(saving=options.saving),
        "status": status,
        "plan": plan,
        "logs": lambda: logs(follow=options.follow),
    }
    run_command(commands[options.command])


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.stack", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for_up = commands.add_parser(
        "up", help="start an engine, deploy the stack into it, write .local/stack.json"
    )
    for_up.add_argument(
        "--engine", default=os.environ.get("ENGINE") or None, help="default: ENGINE, else embedded"
    )
    for_up.add_argument(
        "--port", default=os.environ.get("PORT") or DEFAULT_PORT, help="default: PORT, else 4566"
    )
    for_up.add_argument(
        "--persist",
        action="store_true",
        default=os.environ.get("PERSIST") == "1",
        help="keep state after `down`",
    )
    for_down = commands.add_parser("down", help="stop what `up` started; with kept state, save it first")
    for_down.add_argument(
        "--without-saving",
        dest="saving",
        action="store_false",
        default=os.environ.get("PERSIST") != "0",
        help="stop even where state cannot be saved: the one saved last stays (default: PERSIST=0)",
    )
    commands.add_parser("status", help="what runs, and where")
    commands.add_parser("plan", help="what Terraform would change; status 0: nothing, 2: something")
    for_logs = commands.add_parser("logs", help="the engine's log")
    for_logs.add_argument("--follow", action="store_true", help="until Ctrl-C")
    return parser.parse_args()


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise CommandError(
            f"PORT={text} is no port: a number from 1 to 65535.", "make up PORT=4566", exit_code=2
        )
    return int(text)


if __name__ == "__main__":
    main()
