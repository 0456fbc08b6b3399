"""Serve the emulator in this process until a signal ends it."""

from __future__ import annotations

import asyncio
import signal
from socket import socket

import httpx
from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from ministack.core import hypercorn_compat, lambda_runtime

from cognito_emulator.app import create_app
from cognito_emulator.gateway.settings import OriginSettings
from cognito_emulator.listener import endpoint_of

START_SECONDS = 30
HEALTH_PATH = "/_localstack/health"


async def serve(listener: socket, log_level: str, settings: OriginSettings) -> None:
    """Answer on `listener` until SIGINT or SIGTERM; then save state and end functions' processes."""
    hypercorn_compat.install()
    endpoint_url, config = endpoint_of(listener), _config(listener, log_level)
    stop = asyncio.Event()
    _stop_on_signals(stop)
    announcement = asyncio.create_task(_announce(endpoint_url, stop))
    try:
        app = create_app(settings)
        await hypercorn_serve(app, config, shutdown_trigger=stop.wait)  # type: ignore[arg-type]
    finally:
        # Ends the processes of invocations in progress too, so that no thread waits for them.
        await asyncio.to_thread(lambda_runtime.reset)
        announcement.cancel()
        await asyncio.wait([announcement])
    if not announcement.cancelled():
        announcement.result()


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def stop_gently_once() -> None:
        stop.set()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop_gently_once)


async def _announce(endpoint_url: str, stop: asyncio.Event) -> None:
    """Print `Ready.` on a line of its own, as LocalStack does, once a request has really been answered."""
    try:
        # The socket listens already, so the one request waits until the app has started.
        async with httpx.AsyncClient(timeout=START_SECONDS, trust_env=False) as client:
            (await client.get(endpoint_url + HEALTH_PATH)).raise_for_status()
    except httpx.HTTPError:
        stop.set()
        raise
    print(f"The emulator answers at {endpoint_url}\nReady.", flush=True)


def _config(listener: socket, log_level: str) -> Config:
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.loglevel = log_level.upper()
    config.keep_alive_timeout = 75
    config.graceful_timeout = 3
    config.include_date_header = False  # every answer has its one from the origin station
    return config
