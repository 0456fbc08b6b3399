"""The pages of the browser's clients: bundled once, served from a port of their own, with a stack to find."""

from __future__ import annotations

import functools
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import BrowserContext

from scripts.mailboxes.mailbox import newest_mail
from scripts.mailboxes.stack_mailbox import mailbox_of
from scripts.stack_file import Stack
from tests.clients.languages import CLIENTS
from tests.clients.npm import installed

FOLDER = CLIENTS / "browser"
BUNDLE_SECONDS = 120
STOP_SECONDS = 15
PAGE = """<!doctype html>
<meta charset="utf-8">
<title>{name}</title>
<body><script type="module" src="/{name}.js"></script></body>
"""


def bundled(directory: Path) -> Path:
    """A page for each client in `directory`. Skips the test where Node or its packages are not to be had."""
    node = installed(FOLDER)
    sources = [str(path) for path in sorted(FOLDER.glob("*.mjs"))]
    esbuild = FOLDER / "node_modules" / "esbuild" / "bin" / "esbuild"
    options = ("--bundle", "--format=esm", "--platform=browser", "--log-level=warning")
    done = subprocess.run(
        [str(node), str(esbuild), *sources, *options, f"--outdir={directory}"],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        timeout=BUNDLE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for script in directory.glob("*.js"):
        script.with_suffix(".html").write_text(PAGE.format(name=script.stem))
    return directory


@contextmanager
def served(directory: Path) -> Iterator[str]:
    """The address of the pages, with a slash behind it: another origin than any engine's."""
    handler = functools.partial(_Quiet, directory=str(directory))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(STOP_SECONDS)


def tell(context: BrowserContext, stack: Stack, page: str) -> None:
    """Let the scripts of these pages find the stack, and the newest code that was mailed to somebody."""
    facts = {
        "endpoint": stack.endpoint_url,
        "region": stack.region,
        "issuer": stack.user_pool_issuer,
        "userPoolId": stack.user_pool_id,
        "clientId": stack.user_pool_client_id,
        "page": page,
    }
    context.add_init_script(f"window.stack = {facts!r}")
    mailbox = mailbox_of(stack)
    assert mailbox
    context.expose_function("newestCode", lambda email: newest_mail(mailbox, email).code)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the tests' output is for the tests."""
