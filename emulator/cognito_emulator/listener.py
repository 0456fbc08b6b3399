"""The listening socket, made before anything else so that a taken port is known at once."""

from __future__ import annotations

import errno
import socket
import sys
from typing import TYPE_CHECKING

import psutil

from cognito_emulator.program import program

if TYPE_CHECKING:
    from cognito_emulator.certificate import Certificate


class ListenError(Exception):
    """The address cannot be listened on; the message says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """Listen on `host`:`port` (port 0: any free one)."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ListenError(_refusal(host, port, error)) from error
    try:
        _have_it_alone(listener)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise ListenError(_refusal(host, port, error)) from error
    return listener


def endpoint_of(listener: socket.socket, certificate: Certificate | None) -> str:
    """The URL at which this machine reaches the listener: https where there is a certificate."""
    scheme = "https" if certificate else "http"
    host, port = listener.getsockname()[:2]
    loopback = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"{scheme}://[{loopback}]:{port}" if ":" in loopback else f"{scheme}://{loopback}:{port}"


def _have_it_alone(listener: socket.socket) -> None:
    """A port that another program listens on is refused, one whose connections have just ended is not.

    On Windows SO_REUSEADDR lets a second program listen on the same port, and what it is for is the rule.
    https://learn.microsoft.com/windows/win32/winsock/using-so-reuseaddr-and-so-exclusiveaddruse
    """
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno != errno.EADDRINUSE:
        advice = f"Try: {program()} --port 4566"
        return f"Cannot listen on port {port} of {host}: {error.strerror}. {advice}"
    return (
        f"Port {port} on {host} is taken{holder_of(port)}. "
        f"Stop that process, or choose another port: {program()} --port {port % 65535 + 1}"
    )


def holder_of(port: int) -> str:
    """Who listens on this port: ` by process 12 (python -m …)`, or nothing where the system does not tell."""
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
                command = " ".join(" ".join(psutil.Process(connection.pid).cmdline()).split())
                return f" by process {connection.pid} ({command[:120]})"
    except psutil.Error:
        pass  # others' processes may be out of sight; the message is right without them
    return ""
