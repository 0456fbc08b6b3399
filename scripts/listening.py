"""Whether somebody listens at an address: the standard library is enough to ask."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def listens(url: str, seconds: float) -> bool:
    """Whether a connection is accepted there: the kernel does so for a process that is stopped, too."""
    try:
        address = urlsplit(url)
        with socket.create_connection((str(address.hostname), address.port or 80), seconds):
            return True
    except (OSError, ValueError):
        return False
