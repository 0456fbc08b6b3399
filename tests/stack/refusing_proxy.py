"""A proxy that writes down what it is asked for, and refuses it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class RefusingProxy:
    """`requests` has a line for each: method and target."""

    url: str
    requests: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """As a company's shell has it, without an exception for this machine."""
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        every = [*names, *(name.lower() for name in names)]
        return {**dict.fromkeys(every, self.url), "NO_PROXY": "", "no_proxy": ""}


@contextmanager
def refusing_proxy() -> Iterator[RefusingProxy]:
    """The proxy on a port of its own; it is gone after the body."""

    class Refusal(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if self.raw_requestline and self.parse_request():
                proxy.requests.append(f"{self.command} {self.path}")
                self.send_error(502, "refused")
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Its requests are written down already."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusal) as server:
        proxy = RefusingProxy(f"http://127.0.0.1:{server.server_address[1]}")
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            serving.join()
