"""One whole request to an ASGI app inside this process, and its whole answer."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope


async def answer_of(app: ASGIApp, scope: Scope, body: bytes) -> Response:
    """Send a request whose body is known and collect the answer, so that no slow client is waited for."""
    unread: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    answer = Response()
    content = bytearray()

    async def receive() -> Message:
        return unread.pop() if unread else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status_code = message["status"]
            # ASGI wants names in lower case; MiniStack does not keep to it
            answer.raw_headers = [(name.lower(), value) for name, value in message["headers"]]
        elif message["type"] == "http.response.body":
            content.extend(message.get("body", b""))

    await app(scope, receive, send)
    answer.body = bytes(content)
    return answer


def unread(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body once more, after it was read, and then whatever follows."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
