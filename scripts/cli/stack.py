"""The stack on this machine."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

import click

from scripts.errors import CommandError

if TYPE_CHECKING:
    from scripts.engines import EngineSettings

DEFAULT_PORT = "4566"


@click.command("up")
@click.option("--engine", envvar="ENGINE", help="embedded, container or localstack.  [ENGINE=]")
@click.option("--port", envvar="PORT", default=DEFAULT_PORT, help="On 127.0.0.1; 4566 by default.  [PORT=]")
@click.option(
    "--persist",
    is_flag=True,
    default=lambda: os.environ.get("PERSIST") == "1",
    help="Keep users and tables over `down`.  [PERSIST=1]",
)
@click.option("--tls", envvar="TLS", default="0", help="1: serve https.  [TLS=1]")
@click.option(
    "--issuer",
    envvar="ISSUER",
    default="aws",
    help="Whose address tokens name: aws, or endpoint for the engine's.  [ISSUER=]",
)
@click.option(
    "--log",
    default="info",
    help="What `make logs` has: info, a line a call and what functions write; debug, all.  [LOG=debug]",
)
def _up(engine: str | None, port: str, tls: str, issuer: str, log: str, *, persist: bool) -> int:
    """Start an engine, deploy the stack into it"""
    from scripts.stack.up import up

    return up(engine, _settings(port, tls, issuer, log, persist=persist))


@click.command("down")
@click.option(
    "--without-saving",
    is_flag=True,
    default=lambda: os.environ.get("PERSIST") == "0",
    help="Stop even where state cannot be saved: the one saved last stays.  [PERSIST=0]",
)
def _down(*, without_saving: bool) -> int:
    """Stop what `make up` started"""
    from scripts.stack.down import down

    return down(saving=not without_saving)


@click.command("reset")
def _reset() -> int:
    """Bring the running stack to what it was when it was deployed, nobody in it"""
    from scripts.stack.up import reset

    return reset()


@click.command("status")
def _status() -> int:
    """What runs, and where"""
    from scripts.stack.status import status

    return status()


@click.command("logs")
@click.option("--follow", is_flag=True, help="Until Ctrl-C.  [FOLLOW=1]")
def _logs(*, follow: bool) -> int:
    """The engine's log: a line each call, and what functions write

    A call's line has service, operation, status, milliseconds and request id, and nothing of a person. With
    `make up LOG=debug` it has all that the engine knows.
    """
    from scripts.stack.logs import logs

    return logs(follow=follow)


@click.command("plan")
def _plan() -> int:
    """What Terraform would change now (nothing, after `make up`)

    Exit status 0: nothing; 2: something.
    """
    from scripts.stack.plan import plan

    return plan()


@click.command("demo")
@click.option("--email", help="A new address by default.  [EMAIL=]")
@click.option("--name", default="Ada Lovelace", help="Ada Lovelace by default.  [NAME=]")
@click.option(
    "--type",
    "user_type",
    default="Patient",
    help="One of the stack's user types; Patient by default.  [TYPE=]",
)
def _demo(email: str | None, name: str, user_type: str) -> int:
    """Sign a person up and watch every step"""
    from scripts.demo.walk import Newcomer, demo

    return demo(Newcomer(email or f"ada.{secrets.token_hex(3)}@example.com", name, user_type))


@click.command("demo-web")
def _demo_web() -> int:
    """The same in a browser: hosted UI, inbox, an app, an overview of the people

    It listens on loopback, at the app client's own callback URL.
    """
    from scripts.demo.web.command import demo_web

    return demo_web()


COMMANDS = (_up, _down, _reset, _status, _logs, _plan, _demo, _demo_web)


def _settings(port: str, tls: str, issuer: str, log: str, *, persist: bool) -> EngineSettings:
    from cognito_emulator.issuer import OF_AWS, OF_THE_ENGINE
    from scripts.engines import EngineSettings

    if tls not in ("0", "1"):
        raise CommandError(f"TLS={tls} is neither 1 (https) nor 0 (http).", "make up TLS=1", exit_code=2)
    if issuer not in (OF_AWS, OF_THE_ENGINE):
        raise CommandError(
            f"ISSUER={issuer} is neither aws (AWS's address of the pool is the tokens' issuer) nor "
            "endpoint (the engine's is).",
            "make up ISSUER=endpoint",
            exit_code=2,
        )
    if log not in ("info", "debug"):
        raise CommandError(
            f"LOG={log} is neither info (a line a call, and what functions write) nor debug (all, also of "
            "people).",
            "make up LOG=debug",
            exit_code=2,
        )
    return EngineSettings(_port(port), persist, tls == "1", issuer, log)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise CommandError(
            f"PORT={text} is no port: a number from 1 to 65535.", "make up PORT=4566", exit_code=2
        )
    return int(text)
