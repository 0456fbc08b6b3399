"""`make demo-web`: serve the app where the app client sends people back to, until Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from urllib.parse import urlsplit

from scripts.console import console
from scripts.demo.web.app import create_app
from scripts.demo.web.hosted_ui import HostedUi
from scripts.demo.web.server import listen, serve
from scripts.errors import CommandError
from scripts.running_stack import running_stack

OTHER_PORT = (
    """TF_VAR_callback_urls='["http://localhost:3001/callback"]' """
    """TF_VAR_logout_urls='["http://localhost:3001/"]' make up && make demo-web"""
)


def demo_web() -> int:
    """Serve it. Raises CommandError where there is no stack, or its port is taken."""
    stack = running_stack()
    hosted_ui = HostedUi.of(stack)
    listener = _listener(hosted_ui.callback_url)
    console.print(f"[green]✓[/] The app answers at [bold]{hosted_ui.app_url}[/]")
    console.print(f"  People of the pool: {hosted_ui.app_url}people")
    if stack.inbox_url:
        console.print(f"  The engine's mail:  {stack.inbox_url}")
    console.print("  [dim]Ctrl-C stops it.[/]")
    asyncio.run(_serve_until_signal(listener, hosted_ui))
    return 0


def _listener(callback_url: str) -> socket.socket:
    port = urlsplit(callback_url).port or 80
    try:
        return listen(port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise CommandError(
            f"Port {port} is taken, and the app client sends people back to {callback_url}. "
            "Stop what holds it, or have them sent to another port.",
            OTHER_PORT,
        ) from None


async def _serve_until_signal(listener: socket.socket, hosted_ui: HostedUi) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await serve(listener, create_app(hosted_ui.stack, hosted_ui), stop)
