"""A server on loopback in the tests' process, by which a Lambda function has a function here run.

Its path is a secret of the process: nobody else on the machine runs a test's function by it.
"""

from __future__ import annotations

import json
import secrets
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cognito_emulator.testing.lambda_context import LambdaContext

Answering = Callable[[dict[str, Any], LambdaContext], Any]


@contextmanager
def callback_server(answering: Answering) -> Iterator[str]:
    """The URL of a server on a free port; each event posted to it is answered in a thread of its own."""
    path = f"/{secrets.token_urlsafe(24)}"

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if not secrets.compare_digest(self.path.encode(), path.encode()):
                self.send_error(404)
                return
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            content = _answer(answering, asked["event"], asked["context"])
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing of each event."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True  # a function that never ends is not waited for
        thread = threading.Thread(target=http.serve_forever, name="triggers", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_address[1]}{path}"
        finally:
            http.shutdown()
            thread.join()


def _answer(answering: Answering, event: dict[str, Any], described: dict[str, Any]) -> bytes:
    """The JSON that tells what was returned, or what was raised: as Lambda does, by type and message."""
    ends = time.monotonic() + described.pop("remaining_milliseconds") / 1000
    try:
        returned = answering(event, LambdaContext(**described, ends=ends))
        return json.dumps({"returned": returned}).encode()
    except BaseException as error:
        traceback.print_exc(file=sys.stderr)  # Cognito tells the caller the message alone
        return json.dumps({"error": type(error).__name__, "message": str(error)}).encode()
