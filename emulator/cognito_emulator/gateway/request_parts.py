"""A request as it is signed, and the service that it calls."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from ministack.app import _routing_params
from ministack.core.iam_actions import access_denied_response
from ministack.core.router import detect_service
from ministack.core.sigv4 import decode_header_value
from starlette.responses import Response
from starlette.types import Scope


@dataclass(frozen=True)
class RequestParts:
    """The parts of an HTTP request or a WebSocket's handshake, which is a GET.

    `headers` have names in lower case, a repeated one's values joined by a comma; `authorizations` says how
    many Authorization headers there were.
    """

    method: str
    path: str
    raw_path: str
    headers: dict[str, str]
    query: dict[str, list[str]]
    authorizations: int

    @classmethod
    def of(cls, scope: Scope) -> RequestParts:
        headers: dict[str, str] = {}
        names = [name.decode("latin-1").lower() for name, _ in scope["headers"]]
        for name, (_, raw) in zip(names, scope["headers"], strict=True):
            value = decode_header_value(raw)
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        raw_path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return cls(
            scope.get("method", "GET"),
            scope["path"],
            raw_path.decode("latin-1"),
            headers,
            query,
            names.count("authorization"),
        )

    def service(self, body: bytes) -> str:
        """The service that is called, by its name in MiniStack."""
        parameters = _routing_params(self.method, self.path, self.headers, body, self.query)
        found: str = detect_service(self.method, self.path, self.headers, parameters)
        return found

    def refusal(self, code: str, message: str, body: bytes) -> Response:
        """An authentication's failure in the protocol of the service that was called."""
        status, headers, content = access_denied_response(
            self.service(body), "", "", "", error_code=code, message=message, headers=self.headers
        )
        return Response(content, status, headers)
