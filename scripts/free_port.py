"""A port that nobody holds now, and that nobody is given (`python -m scripts.free_port` prints one).

Systems take the ports of outgoing connections, and of who listens on port 0, from 32768 or 49152 on: one of
these may be gone before it is used. https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html
(ip_local_port_range), https://www.rfc-editor.org/rfc/rfc6335 (section 6)
"""

from __future__ import annotations

import random
import socket

from scripts.errors import CommandError

NOBODY_IS_GIVEN = range(15000, 32768)
TRIES = 100


def free_port(ports: range = NOBODY_IS_GIVEN) -> int:
    """One of these TCP ports that is free on loopback, by chance: others look for one at the same time.

    Raises CommandError where none is found.
    """
    found = next((port for port in random.choices(ports, k=TRIES) if _is_free(port)), None)  # noqa: S311
    if found is None:
        raise CommandError(f"No port from {ports[0]} to {ports[-1]} is free on 127.0.0.1.", "ss -ltn")
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


if __name__ == "__main__":
    print(free_port())
