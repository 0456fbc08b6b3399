"""What the middlewares of user pool operations share: reading, answering, failing as AWS does."""

from __future__ import annotations

import json
import logging
import traceback
from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Any, ClassVar

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.request import CognitoRequest, operation_of

logger = logging.getLogger(__name__)


class CognitoMiddleware(ABC):
    """An ASGI middleware that answers some operations of the user pools API and lets all else through."""

    app: ASGIApp
    operations: ClassVar[Collection[str]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = operation_of(scope)
        if operation is None or operation not in self.operations:
            await self.app(scope, receive, send)
            return
        try:
            request = await CognitoRequest.read(scope, receive, operation)
        except ClientDisconnect:
            return
        response = await self._answer_or_refuse(request)
        await response(scope, receive, send)

    @abstractmethod
    async def answer(self, request: CognitoRequest) -> Response:
        """The answer to one of `operations`; an AwsError becomes the answer in AWS's form."""

    async def _answer_or_refuse(self, request: CognitoRequest) -> Response:
        try:
            return await self.answer(request)
        except AwsError as error:
            return error.response()
        except Exception as error:
            log_failure(request.operation, error)
            return AwsError("InternalErrorException", "Internal server error", 500).response()


def log_failure(what: str, error: BaseException) -> None:
    """Log where a failure happened, but not its message: that may hold an address, a name or a code."""
    places = [
        f"{frame.name} ({frame.filename}:{frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    logger.error("%s failed with %s in %s", what, type(error).__name__, " < ".join(reversed(places)))


def json_answer(content: dict[str, Any]) -> Response:
    """A successful answer in the wire format of AWS's JSON protocol."""
    return Response(json.dumps(content), media_type="application/x-amz-json-1.1")


def with_content(response: Response, content: dict[str, Any]) -> Response:
    """The same answer with another body."""
    changed = Response(json.dumps(content), response.status_code)
    length = (b"content-length", str(len(changed.body)).encode())
    changed.raw_headers = [*(pair for pair in response.raw_headers if pair[0] != b"content-length"), length]
    return changed
