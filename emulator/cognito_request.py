"""A call to the Cognito user pools API, as middleware sees it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope

TARGET_PREFIX = "AWSCognitoIdentityProviderService."
_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/,]+)/[^/,]*/(?P<region>[^/,]+)/")


def operation_of(scope: Scope) -> str | None:
    """The user pool operation that a request asks for; None for every other request."""
    if scope["type"] != "http":
        return None
    target = Request(scope).headers.get("x-amz-target", "")
    return target.removeprefix(TARGET_PREFIX) if target.startswith(TARGET_PREFIX) else None


@dataclass(frozen=True)
class CognitoRequest:
    """A request whose body has been read: `parameters` is empty when the body is no JSON object."""

    scope: Scope
    operation: str
    body: bytes
    parameters: dict[str, Any]

    @classmethod
    async def read(cls, scope: Scope, receive: Receive, operation: str) -> CognitoRequest:
        """Read the whole body; starlette.requests.ClientDisconnect when the client goes away first."""
        body = await Request(scope, receive).body()
        return cls(scope, operation, body, _json_object(body))

    @property
    def access_key(self) -> str | None:
        """The key that signed the request; None for the unsigned operations of public clients."""
        match = self._credential()
        return match["key"] if match else None

    @property
    def signed_region(self) -> str | None:
        """The Region in the signature; None for the unsigned operations of public clients."""
        match = self._credential()
        return match["region"] if match else None

    def text(self, name: str) -> str:
        """A parameter that should be a string; empty when it is missing or something else."""
        value = self.parameters.get(name)
        return value if isinstance(value, str) else ""

    async def answer_from(self, app: ASGIApp) -> Response:
        """Send the request on and collect the whole answer."""
        unread = [{"type": "http.request", "body": self.body, "more_body": False}]
        answer = _Answer()

        async def receive() -> Message:
            return unread.pop() if unread else {"type": "http.disconnect"}

        await app(self.scope, receive, answer.collect)
        return answer.response()

    def _credential(self) -> re.Match[str] | None:
        return _CREDENTIAL.search(Request(self.scope).headers.get("authorization", ""))


class _Answer:
    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def collect(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def response(self) -> Response:
        response = Response(self.body, self.status)
        response.raw_headers = self.headers
        return response


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
