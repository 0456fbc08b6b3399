"""A port that nobody holds now (`python -m scripts.free_port` prints one)."""

from __future__ import annotations

import socket


def free_port() -> int:
    """A free TCP port on loopback, as the kernel gives it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    print(free_port())
