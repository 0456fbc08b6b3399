"""The station that records: every request to what AWS has too, as it comes and as it is answered.

It stands behind the origin station, so that it sees what the others refuse, and what they answer.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cognito_emulator.gateway.admission import CONSOLE_PATH, HEALTH_PATHS, is_of_developers
from cognito_emulator.recording import current
from cognito_emulator.recording.errors import error_of
from cognito_emulator.recording.masking import kept, masked
from cognito_emulator.recording.names import asked, headers_of, trace_of
from cognito_emulator.recording.recorder import Recorder
from cognito_emulator.recording.step import MOST_BYTES, Kind, Step

TIMELINE_PATH = f"{CONSOLE_PATH}/timeline"
# what a signer says, and what could be a key; the others are members of an operation's input
_OF_THE_SIGNER = re.compile(rb"^x-amz-(?:date|content-sha256|user-agent)$|token|key|signature|secret")
_REQUEST_ID = b"x-amzn-requestid"


@dataclass(frozen=True)
class RecordingStation:
    """Records each call within the function's run that has made it, where one has."""

    app: ASGIApp
    recorder: Recorder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_recorded(scope):
            await self.app(scope, receive, send)
            return
        body = await receive()
        headers = headers_of(scope)
        step = _step(scope, headers, body.get("body", b""))
        answer = _Answer(step, send)
        with current.within(self.recorder, step, self.recorder.of_trace(trace_of(headers))):
            await self.app(scope, _first(body, receive), answer.send)
            answer.note()
        self.recorder.log.call(step)


@dataclass
class _Answer:
    """Sends on an answer and keeps its beginning."""

    step: Step
    pass_on: Send
    _begun: bytes = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.step.status = message["status"]
            message = {**message, "headers": self._identified(message["headers"])}
        elif len(self._begun) <= MOST_BYTES:
            self._begun += message.get("body", b"")[: MOST_BYTES + 1]
        await self.pass_on(message)

    def note(self) -> None:
        self.step.answer = kept(self._begun)
        if self.step.status >= 400 and not self.step.error:
            self.step.error, self.step.message = error_of(self._begun, self.step.status)

    def _identified(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """With the request id that the caller gets: one that the answer has, or a new one."""
        for name, value in headers:
            if name.lower() == _REQUEST_ID:
                self.step.request_id = value.decode("latin-1")
                return headers
        self.step.request_id = str(uuid.uuid4())
        return [*headers, (_REQUEST_ID, self.step.request_id.encode())]


def _is_recorded(scope: Scope) -> bool:
    """What the console itself changes is: it makes triggers run, too."""
    path = scope["path"]
    if path.startswith(f"{CONSOLE_PATH}/"):
        return scope["method"] == "POST" and not path.startswith(TIMELINE_PATH)
    return path not in HEALTH_PATHS and not is_of_developers(path)


def _step(scope: Scope, headers: Mapping[bytes, str], body: bytes) -> Step:
    what = asked(scope, headers, body[:MOST_BYTES])
    query = masked(scope["query_string"]).decode("latin-1")
    return Step(
        Kind.CALL,
        what.service,
        what.operation,
        time.time(),
        request=kept(body),
        method=scope["method"],
        path=f"{scope['path']}?{query}" if query else scope["path"],
        region=what.region,
        is_signed=what.is_signed,
        content_type=headers.get(b"content-type", ""),
        headers={} if b"x-amz-target" in headers else _of_the_call(headers),
    )


def _of_the_call(headers: Mapping[bytes, str]) -> dict[str, str]:
    return {
        name.decode("latin-1"): value
        for name, value in headers.items()
        if name.startswith(b"x-amz-") and not _OF_THE_SIGNER.search(name)
    }


def _first(message: Message, receive: Receive) -> Receive:
    """A `receive` that gives this message first."""
    unread = [message]

    async def replay() -> Message:
        return unread.pop() if unread else await receive()

    return replay
