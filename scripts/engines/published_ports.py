"""Which container answers at an address: Docker may publish one port number for two of them.

It chooses a free port for IPv4 and one for IPv6, each on its own, so that one container's port of IPv4 may be
another one's of IPv6, and `docker ps --filter publish=` finds both.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from scripts.engines.docker import docker


def container_at(endpoint_url: str) -> str | None:
    """The id of the running container that whoever connects to this URL reaches; None for none."""
    address = urlsplit(endpoint_url)
    port = address.port or 80
    found = docker(
        "ps", "--quiet", "--filter", f"publish={port}", "--filter", "status=running"
    ).stdout.split()
    if not found:
        return None
    return publisher_at(
        _addresses(str(address.hostname), port), port, json.loads(docker("inspect", *found).stdout)
    )


def publisher_at(addresses: Iterable[str], port: int, containers: Iterable[Mapping[str, Any]]) -> str | None:
    """Of containers, as `docker inspect` describes them, the id of that with this port at the first of the
    addresses that any of them has."""
    described = list(containers)
    for address in addresses:
        for container in described:
            if any(_is_at(address, port, binding) for binding in _bindings(container)):
                return str(container["Id"])
    return None


def _addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, in the order in which a client tries them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _bindings(container: Mapping[str, Any]) -> list[Mapping[str, str]]:
    ports: Mapping[str, list[Mapping[str, str]] | None] = container["NetworkSettings"]["Ports"]
    return [binding for bindings in ports.values() for binding in bindings or ()]


def _is_at(address: str, port: int, binding: Mapping[str, str]) -> bool:
    wanted, published = ip_address(address), ip_address(binding["HostIp"] or "0.0.0.0")  # noqa: S104
    is_there = published == wanted or (published.is_unspecified and published.version == wanted.version)
    return is_there and binding["HostPort"] == str(port)
