"""HTTP/1.1 by uvicorn and httptools, with an end for every request that its sender does not finish.

uvicorn itself bounds the time between two requests alone. Here a head has to be whole within HEAD_SECONDS of
the connection or of its first byte, a body may not stop for BODY_PAUSE_SECONDS and has to be whole within
BODY_SECONDS, and what is neither the one nor a part of the other (lines between two requests, a chunk's
extensions, what trails a body) has the head's bounds. While the engine itself does not read, no time counts.
Who is late hears 408, whose head is longer than HEAD_BYTES hears 431 (RFC 9110 section 15.5.9, RFC
6585 section 5), and the connection ends, so that nobody keeps a descriptor by saying nothing.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cognito_emulator.gateway.answers import own_headers
from cognito_emulator.joined_writes import JoinedWrites

HEAD_SECONDS = 20.0
HEAD_BYTES = 64 * 1024
BODY_PAUSE_SECONDS = 20.0
BODY_SECONDS = 300.0  # for the largest that gateway.form_size lets through, less than a megabyte a second


class BoundedProtocol(HttpToolsProtocol):
    """One connection. Tests make subclasses with shorter bounds."""

    head_seconds = HEAD_SECONDS
    head_bytes = HEAD_BYTES
    body_pause_seconds = BODY_PAUSE_SECONDS
    body_seconds = BODY_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast("asyncio.Transport", JoinedWrites(transport, self.loop)))
        self._in_head = self._in_body = False
        self._besides_bodies = 0  # bytes since the last head, or part of a body, was whole
        self._body_ends = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_body:
            self._wait_for_body()
        self._besides_bodies += len(data)
        super().data_received(data)
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return  # a WebSocket's from here on
        if self._timer is None and self._is_a_head_due():
            self._wait_for_head()
        if self._besides_bodies > self.head_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's name; the log has it
        self._refuse(HTTPStatus.BAD_REQUEST)

    def on_message_begin(self) -> None:
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._in_body = True
        self._besides_bodies = 0
        self._body_ends = self.loop.time() + self.body_seconds
        self._wait_for_body()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._besides_bodies = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        self._stop_waiting()
        super().on_message_complete()

    def _is_a_head_due(self) -> bool:
        """Whether it has begun, or something has that is none, while nothing is being answered."""
        return self._in_head or (not self._in_body and self._is_all_answered())

    def _is_all_answered(self) -> bool:
        cycle: Any = self.cycle
        return cycle is None or cycle.response_complete

    def _wait_for_head(self) -> None:
        self._wait(self.head_seconds)

    def _wait_for_body(self) -> None:
        left = self._body_ends - self.loop.time()
        self._wait(max(0.0, min(self.body_pause_seconds, left)))

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(seconds, self._too_late)

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _too_late(self) -> None:
        if self._in_body and self.flow.read_paused:
            # the sender waits for us, not we for them
            self._body_ends = max(self._body_ends, self.loop.time() + self.body_pause_seconds)
            self._wait_for_body()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        self._stop_waiting()
        if self.transport.is_closing():
            return
        if self._is_all_answered() or not self.cycle.response_started:
            headers = [*own_headers(), (b"connection", b"close"), (b"content-length", b"0")]
            lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode(), *map(b": ".join, headers)]
            self.transport.write(b"\r\n".join([*lines, b"", b""]))
        self.transport.close()
