"""What is written together leaves together, and nothing of it is late or lost."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, cast

import uvicorn
from starlette.responses import PlainTextResponse

from cognito_emulator.bounded_protocol import BoundedProtocol
from cognito_emulator.joined_writes import LARGE, JoinedWrites
from cognito_emulator.uvicorn_server import SignalFreeServer


class Recorded(asyncio.Transport):
    """A connection that notes what is done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.done.append(bytes(data))

    def close(self) -> None:
        self.done.append(b"closed")

    def is_closing(self) -> bool:
        return b"closed" in self.done


async def _joined() -> tuple[Recorded, JoinedWrites]:
    recorded = Recorded()
    return recorded, JoinedWrites(recorded, asyncio.get_running_loop())


def test_what_is_written_in_one_step_leaves_as_one_and_the_next_by_itself() -> None:
    async def write() -> list[bytes]:
        recorded, joined = await _joined()
        joined.write(b"head")
        joined.write(b"body")
        await asyncio.sleep(0)
        joined.write(b"more")
        await asyncio.sleep(0)
        return recorded.done

    assert asyncio.run(write()) == [b"headbody", b"more"]


def test_a_large_part_does_not_wait() -> None:
    async def write() -> list[bytes]:
        recorded, joined = await _joined()
        joined.write(b"head")
        joined.write(bytes(LARGE))
        return recorded.done

    assert asyncio.run(write()) == [b"head" + bytes(LARGE)]


def test_a_connection_that_closes_has_sent_what_was_written_and_sends_nothing_more() -> None:
    async def write() -> list[bytes]:
        recorded, joined = await _joined()
        joined.write(b"head")
        joined.close()
        joined.write(b"late")
        await asyncio.sleep(0)
        return recorded.done

    assert asyncio.run(write()) == [b"head", b"closed"]


def test_an_answers_head_and_body_are_one_write() -> None:
    written: list[bytes] = []

    class Watched(BoundedProtocol):
        """The engine's protocol on a connection whose writes are noted."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(cast("asyncio.Transport", Noted(transport)))

    class Noted:
        def __init__(self, transport: asyncio.Transport) -> None:
            self.transport = transport

        def write(self, data: bytes) -> None:
            written.append(data)
            self.transport.write(data)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.transport, name)

    async def ask() -> None:
        config = uvicorn.Config(PlainTextResponse("body"), http=Watched, lifespan="off", log_config=None)
        server = SignalFreeServer(config)
        listener = socket.create_server(("127.0.0.1", 0))
        serving = asyncio.create_task(server.serve([listener]))
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        await reader.read()
        writer.close()
        server.should_exit = True
        await serving

    asyncio.run(ask())
    [answer] = written
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\nbody")
