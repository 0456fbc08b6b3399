"""The names and addresses that are the engine's: no other site's name can be made to lead here.

A page at `http://evil.example:4566` reads this engine as its own site once that name resolves to loopback
(DNS rebinding); only the `Host` of its requests tells. Sources: RFC 9110 section 7.2 (Host), RFC 6761 section
6.3 (`localhost` and the names below it are loopback, whatever a resolver says).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

# The second is what tflocal and awslocal ask for; its owner has it resolve to loopback.
LOOPBACK_NAMES = ("localhost", "localhost.localstack.cloud")
_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{0,5}))?")
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")


@dataclass(frozen=True)
class Authority:
    """`host[:port]`: a name in lower case or an address in its shortest form; the port where one is named."""

    host: str
    port: int | None

    @classmethod
    def of(cls, text: str) -> Authority | None:
        """The authority that a Host header or an origin names; None for what is none."""
        match = _AUTHORITY.fullmatch(text.lower())
        host = _host(match["host"]) if match else None
        if match is None or host is None:
            return None
        port = int(match["port"]) if match["port"] else None
        return cls(host, port) if port is None or port <= 65535 else None


@dataclass(frozen=True)
class EngineHosts:
    """`own` are names of the machine that the engine runs on, beside loopback; `allowed` are the names and
    addresses that its owner has added. Names below them (a bucket's, an API's) count as they do.
    """

    own: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()

    def has(self, host: str, connected_to: str) -> bool:
        """Whether a request to `connected_to`, an address of the engine's socket, may ask for this host."""
        return self.is_own(host, connected_to) or is_below(host, self.allowed)

    def is_own(self, host: str, connected_to: str) -> bool:
        """Whether the host is this machine's, and no name under which a proxy serves the engine to others."""
        return (
            is_loopback(host)
            or (host in self.allowed and _address(host) is not None)
            or is_below(host, LOOPBACK_NAMES)
            or host == plain_address(connected_to)
            or is_below(host, self.own)
        )

    def is_of_an_application(self, host: str) -> bool:
        """Whether a host is below one of these names: a bucket's, an API's, a function's."""
        names = {*LOOPBACK_NAMES, *self.own, *self.allowed}
        return host not in names and is_below(host, names)


def is_loopback(host: str) -> bool:
    """Whether a host is loopback by itself: `localhost`, a name below it, or an address."""
    address = _address(host)
    return address.is_loopback if address else is_below(host, ("localhost",))


def is_below(host: str, names: Iterable[str]) -> bool:
    """Whether a host is one of these names, or a name below one."""
    return any(host == name or host.endswith(f".{name}") for name in names)


def plain_address(text: str) -> str:
    """An address in its shortest form, an IPv4 one in IPv6 as IPv4; what is no address, as it is."""
    return str(_address(text) or text)


def _host(text: str) -> str | None:
    without_dot = text.removesuffix(".")
    address = _address(without_dot.strip("[]"))
    if address:
        return str(address)
    return without_dot if _NAME.fullmatch(without_dot) else None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
