"""Whether a request comes from the machine that the engine runs on, a container's host included."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Sequence
from pathlib import Path

from cognito_emulator.gateway.hosts import is_loopback, plain_address

# Docker's, and Podman's
CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))
_ROUTES = Path("/proc/net/route")


def own_names(marks: Collection[Path] = CONTAINER_MARKS) -> frozenset[str]:
    """A container's own name. None outside one: there it leads to no address that the engine listens on."""
    return frozenset({socket.gethostname().lower()}) if _is_in_container(marks) else frozenset()


def own_gateways(marks: Collection[Path] = CONTAINER_MARKS) -> frozenset[str]:
    """Where a container's own machine comes from. None outside one: there it is somebody's router."""
    has_routes = _is_in_container(marks) and _ROUTES.exists()
    return frozenset(gateways_in(_ROUTES.read_text())) if has_routes else frozenset()


def gateways_in(routes: str) -> Sequence[str]:
    """The addresses of the default gateways in Linux's table of routes: hexadecimal, the last byte first."""
    rows = [line.split() for line in routes.splitlines()[1:]]
    return [str(ipaddress.ip_address(bytes.fromhex(row[2])[::-1])) for row in rows if row[1] == "00000000"]


def is_this_machine(peer: str, connected_to: str, gateways: Collection[str]) -> bool:
    """Whether a peer's address is loopback, the one that it has connected to, or one of the gateways."""
    address = plain_address(peer)
    known = is_loopback(address) or address == plain_address(connected_to) or address in gateways
    return bool(peer) and known


def _is_in_container(marks: Collection[Path]) -> bool:
    return any(mark.exists() for mark in marks)
