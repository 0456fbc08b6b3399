"""Ports of loopback that somebody else has already."""

from __future__ import annotations

import errno
import socket

from cognito_emulator.listener import holder_of
from scripts.errors import CommandError


def refuse_taken_port(port: int) -> None:
    """Raise CommandError if something listens on this port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise port_taken(port) from None
            raise


def port_taken(port: int) -> CommandError:
    """The refusal of a port that something else listens on, by name where the system tells it."""
    other = port + 1 if port < 65535 else port - 1
    holder = holder_of(port) or " by another program"
    return CommandError(f"Port {port} on 127.0.0.1 is taken{holder}.", f"make up PORT={other}")
