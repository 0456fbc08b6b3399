"""What the middlewares of submitted forms (`application/x-www-form-urlencoded`) share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send


class FormMiddleware(ABC):
    """An ASGI middleware that answers some POSTs of a form and lets all else through."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not self.takes(scope):
            await self.app(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        response = await self.answer(scope, body, form)
        await response(scope, receive, send)

    @abstractmethod
    def takes(self, scope: Scope) -> bool:
        """Whether a POST is one of those that this middleware answers."""

    @abstractmethod
    async def answer(self, scope: Scope, body: bytes, form: dict[str, str]) -> Response:
        """The answer to it; of a field that stands in the form twice, `form` has the last value."""
