"""Serve an ASGI app on loopback."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from starlette.types import ASGIApp

from cognito_emulator.uvicorn_server import SignalFreeServer


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
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = SignalFreeServer(config)
    serving = asyncio.create_task(server.serve([listener]))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving
