"""A connection on which what is written together leaves together: an answer's head with its body.

uvicorn writes the head by itself. AWS's SDK for Go can close a connection as soon as it has read a head, when
that has come before its own request was told to be sent (smithy-go's request body answers EOF for an error
once it is closed): it then misses a body that comes by itself, and sends the same request again.
"""

from __future__ import annotations

import asyncio
from typing import Any

LARGE = 64 * 1024


class JoinedWrites:
    """A transport whose writes of one step of the event loop are one; all else is the transport's own."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)
        if len(data) >= LARGE:
            self._flush()  # so that a stream hears when its reader is slow

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting and not self._transport.is_closing():
            self._transport.write(b"".join(waiting))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
