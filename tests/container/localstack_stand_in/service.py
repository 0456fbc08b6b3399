"""LocalStack's health page, and the lines in which it tells confirmation codes."""

import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

HEALTH = "/_localstack/health"


class Health(BaseHTTPRequestHandler):
    """Answers the health page alone, and says nothing of it in the log."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == HEALTH else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """No line for a request."""


signal.signal(signal.SIGTERM, lambda *_: sys.exit())
PREFIX = "2026-09-14T08:43:19.956  INFO --- [et.reactor-3] l.p.c.s.c.provider         : "
for user, code in (
    ("ada@example.com", "586971"),
    ("grace@example.com", "125796"),
    ("ada@example.com", "000042"),
):
    print(f"{PREFIX}Confirmation code for Cognito user {user}: {code}", flush=True)
print("Ready.", flush=True)
HTTPServer(("0.0.0.0", 4566), Health).serve_forever()  # noqa: S104 - the container's own address
