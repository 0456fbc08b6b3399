"""Serve the emulator in this process until a signal ends it."""

from __future__ import annotations

import asyncio
import gc
import signal
import ssl
import sys
from http import HTTPStatus
from socket import socket
from urllib.parse import urlsplit

import uvicorn
from ministack.core import lambda_runtime
from ministack.services import lambda_svc
from starlette.types import ASGIApp

from cognito_emulator.app import create_app
from cognito_emulator.aws.function_environment import restrict_functions
from cognito_emulator.aws.function_start import import_botocore_when_asked
from cognito_emulator.aws.role_credentials import issue_random_credentials
from cognito_emulator.bounded_protocol import BoundedProtocol
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.recording.invocations import record_invocations
from cognito_emulator.recording.log_lines import CallLog
from cognito_emulator.recording.recorder import Recorder
from cognito_emulator.settings import Settings
from cognito_emulator.state.directory import StateDirectory
from cognito_emulator.state.snapshot_file import Snapshot
from cognito_emulator.uvicorn_server import SignalFreeServer

START_SECONDS = 30
if sys.platform == "win32":
    # Ctrl-Break is all that another process can send there
    STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK)
else:
    STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
HEALTH_PATH = "/_localstack/health"


async def serve(
    listener: socket,
    settings: Settings,
    kept: StateDirectory | None,
    snapshot: Snapshot | None,
    store: Store,
) -> bool:
    """Answer on `listener` until SIGINT or SIGTERM; then save state and end functions' processes.

    Returns whether the app has started, and ended, as it should; it has said itself why not.
    """
    recorder = Recorder(CallLog.of(settings.log_level))
    restrict_functions(lambda_runtime, lambda_svc)
    import_botocore_when_asked(lambda_runtime)
    issue_random_credentials()
    record_invocations(lambda_runtime, lambda_svc, recorder)
    server = SignalFreeServer(_config(create_app(settings, kept, snapshot, store, recorder), settings))
    _stop_on_signals(server, recorder)
    announcement = asyncio.create_task(_announce(settings, server))
    try:
        await server.serve([listener])
    finally:
        # Ends the processes of invocations in progress too, so that no thread waits for them.
        await asyncio.to_thread(lambda_runtime.reset)
        announcement.cancel()
        await asyncio.wait([announcement])
    if not announcement.cancelled():
        announcement.result()
    return not server.lifespan.should_exit


def _stop_on_signals(server: uvicorn.Server, recorder: Recorder) -> None:
    """By `signal.signal`, since Windows's event loop takes no handlers of its own."""
    loop = asyncio.get_running_loop()

    def stop_gently() -> None:
        server.should_exit = True
        recorder.close()  # who watches it would hold the server up

    def stop_gently_once(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        loop.call_soon_threadsafe(stop_gently)

    for number in STOP_SIGNALS:
        signal.signal(number, stop_gently_once)


async def _announce(settings: Settings, server: uvicorn.Server) -> None:
    """Print `Ready.` on a line of its own, as LocalStack does, once a request has really been answered."""
    try:
        # The socket listens already, so the one request waits until the app has started.
        status = await asyncio.wait_for(_status_of_health(settings), START_SECONDS)
        if status != HTTPStatus.OK:
            raise ConnectionError(f"{settings.endpoint_url}{HEALTH_PATH} answered {status}")
    except (OSError, asyncio.TimeoutError):
        server.should_exit = True
        raise
    # what was imported stays to the end: no collection goes through it any more, nor the one when it ends
    gc.freeze()
    # in one piece: a function's lines may come from another thread before a line's end
    print(f"The emulator answers at {settings.endpoint_url}\nReady.\n", end="", flush=True)


async def _status_of_health(settings: Settings) -> int:
    """By no client library: importing one takes an eighth of a start."""
    address, certificate = urlsplit(settings.endpoint_url), settings.certificate
    trusted = ssl.create_default_context(cafile=certificate.authority) if certificate else None
    reader, writer = await asyncio.open_connection(address.hostname, address.port, ssl=trusted)
    try:
        writer.write(
            f"GET {HEALTH_PATH} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n".encode()
        )
        status_line = await reader.readline()
    finally:
        writer.close()
    return int(status_line.split()[1]) if status_line else 0


def _config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    certificate = settings.certificate
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws="wsproto",
        lifespan="on",
        log_config=None,
        log_level="warning" if settings.log_level == "info" else settings.log_level,
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who asks is whom the connection is from, whatever X-Forwarded-For says
        date_header=False,  # every answer has its one from the origin station
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
        # a request's context is its own: MiniStack keeps account and Region there
        reset_contextvars=True,
    )
