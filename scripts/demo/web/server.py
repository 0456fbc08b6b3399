"""Serve an ASGI app on loopback."""

from __future__ import annotations

import asyncio
import socket

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from starlette.types import ASGIApp


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1. Raises OSError (EADDRINUSE) where somebody else has the port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


async def serve(listener: socket.socket, app: ASGIApp, stop: asyncio.Event) -> None:
    """Answer on ``listener``, which is used up by it, until ``stop`` is set."""
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.loglevel = "WARNING"
    config.graceful_timeout = 1
    await hypercorn_serve(app, config, shutdown_trigger=stop.wait)  # type: ignore[arg-type]
