"""A call to the Cognito user pools API, as middleware sees it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope

from cognito_emulator.gateway.asgi import answer_of, with_length

TARGET_PREFIX = "AWSCognitoIdentityProviderService."
_READ = "emulator.request"
_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/,]+)/[^/,]*/(?P<region>[^/,]+)/")


def operation_of(scope: Scope) -> str | None:
    """The user pool operation that a request asks for; None for every other request."""
    if scope["type"] != "http":
        return None
    target = header_of(scope, b"x-amz-target")
    return target.removeprefix(TARGET_PREFIX) if target.startswith(TARGET_PREFIX) else None


@dataclass(frozen=True)
class CognitoRequest:
    """A request whose body has been read; `parameters` is empty when the body is no JSON object."""

    scope: Scope
    operation: str
    body: bytes
    parameters: dict[str, Any]

    @classmethod
    async def read(cls, scope: Scope, receive: Receive, operation: str) -> CognitoRequest:
        """Read the whole body, unless a middleware has; ClientDisconnect when the client goes away first."""
        read = scope.get(_READ)
        if isinstance(read, CognitoRequest) and read.operation == operation:
            return replace(read, scope=scope)
        body = await Request(scope, receive).body()
        return cls(scope, operation, body, json_object(body))

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

    def texts(self, name: str) -> dict[str, str]:
        """A parameter that should be a map of strings; what is no string in it is left out."""
        value = self.parameters.get(name)
        pairs = value.items() if isinstance(value, dict) else ()
        return {key: item for key, item in pairs if isinstance(item, str)}

    def with_parameters(self, parameters: dict[str, Any]) -> CognitoRequest:
        """The same call with other parameters. Its signature no longer fits, and nobody checks it again."""
        body = json.dumps(parameters).encode()
        return replace(self, body=body, parameters=parameters, scope=with_length(self.scope, len(body)))

    async def answer_from(self, app: ASGIApp) -> Response:
        """Send the request on and collect the whole answer."""
        return await answer_of(app, {**self.scope, _READ: self}, self.body)

    def _credential(self) -> re.Match[str] | None:
        return _CREDENTIAL.search(header_of(self.scope, b"authorization"))


def json_object(body: bytes | memoryview) -> dict[str, Any]:
    """A JSON object; empty when `body` is something else."""
    try:
        value = json.loads(bytes(body))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def header_of(scope: Scope, wanted: bytes) -> str:
    """A header's first value; empty when the request has none. `wanted` is in lower case."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted), "")
