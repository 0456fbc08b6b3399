"""Pages of other origins, and what an attacker who knows AWS's protocols puts into them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from playwright.sync_api import Page

# The root credentials of every engine of this kind: they are no secret, and an attacker signs with them.
ROOT = Credentials("test", "test")
REGION = "us-east-1"
SIGNED_FOR_SECONDS = 300
STOP_SECONDS = 15
_FETCH = """
async ([url, options]) => {
  try {
    const answer = await fetch(url, options);
    return {status: answer.status, text: await answer.text(), id: answer.headers.get("x-amzn-RequestId")};
  } catch (error) {
    return {status: 0, text: String(error), id: null};
  }
}
"""


@dataclass(frozen=True)
class Answer:
    """What a page may see of an answer; status 0 and the browser's own words where it may see nothing."""

    status: int
    text: str
    id: str | None


@contextmanager
def running_site() -> Iterator[int]:
    """The port of a web server on loopback which serves one empty page under every name."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _EmptyPage)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(STOP_SECONDS)


def fetch(page: Page, url: str, **options: Any) -> Answer:
    """`fetch(url, options)` in the page."""
    return Answer(**page.evaluate(_FETCH, [url, options]))


def load(page: Page, element: str, url: str) -> None:
    """Put an element that loads an address into the page, and wait until the browser is done with it."""
    page.evaluate(
        """([name, url]) => new Promise((done) => {
          const element = document.createElement(name);
          element.onload = element.onerror = done;
          element[name === "link" ? "href" : "src"] = url;
          if (name === "link") element.rel = "stylesheet";
          document.body.append(element);
        })""",
        [element, url],
    )


def submit(page: Page, url: str, body: str = "") -> None:
    """Send a form of plain text to an address, and wait for the page that it leads to."""
    page.evaluate(
        """([action, body]) => {
          const form = document.createElement("form");
          Object.assign(form, {method: "post", enctype: "text/plain", action});
          const field = document.createElement("input");
          field.name = body;
          form.append(field);
          document.body.append(form);
        }""",
        [url, body],
    )
    with page.expect_navigation():
        page.evaluate("document.forms[0].submit()")


def presigned(url: str, service: str, method: str = "GET", body: str = "") -> str:
    """The address with root's signature in it, which a page sends without asking for leave (no preflight)."""
    request = AWSRequest(method, url, data=body)
    SigV4QueryAuth(ROOT, service, REGION, expires=SIGNED_FOR_SECONDS).add_auth(request)
    return str(request.url)


def signed_headers(url: str, service: str, body: str, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a POST with root's signature: a page that sends them has to ask first (preflight)."""
    request = AWSRequest("POST", url, headers, body)
    SigV4Auth(ROOT, service, REGION).add_auth(request)
    return dict(request.headers.items())


class _EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = b"<!doctype html><title>Another site</title>"
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests' output is for the tests."""
