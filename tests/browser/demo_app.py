"""The demo app beside a stack, both on free ports: the stack's app client sends people back to the app."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

from scripts.demo.web.app import create_app
from scripts.demo.web.hosted_ui import HostedUi
from scripts.demo.web.server import listen, serve
from scripts.stack_file import Stack
from tests.embedded_stack import embedded_stack

STOP_SECONDS = 15


@dataclass(frozen=True)
class DemoApp:
    """`url` has a slash behind it."""

    stack: Stack
    url: str

    @property
    def inbox_url(self) -> str:
        assert self.stack.inbox_url
        return self.stack.inbox_url


@contextmanager
def running_demo_app(directory: Path) -> Iterator[DemoApp]:
    """Both, for the time of the body."""
    listener = listen(0)
    url = f"http://localhost:{listener.getsockname()[1]}/"
    urls = {"TF_VAR_callback_urls": [f"{url}callback"], "TF_VAR_logout_urls": [url]}
    environment = {name: json.dumps(value) for name, value in urls.items()}
    with listener, embedded_stack(directory, environment=environment) as stack:
        server = _Server(listener, stack)
        server.start()
        try:
            yield DemoApp(stack, url)
        finally:
            server.stop()


class _Server(threading.Thread):
    def __init__(self, listener: socket, stack: Stack) -> None:
        super().__init__(daemon=True)
        self._listener = listener
        self._app = create_app(stack, HostedUi.of(stack))
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()

    def run(self) -> None:
        self._loop.run_until_complete(serve(self._listener, self._app, self._ending))
        self._loop.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self.join(STOP_SECONDS)
        assert not self.is_alive(), f"The demo app did not end in {STOP_SECONDS} s."
