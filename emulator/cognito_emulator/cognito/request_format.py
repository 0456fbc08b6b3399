"""A user pool request held to the API's own model before anything acts on it.

The model is botocore's copy of AWS's for Cognito: operations, required members, types, lengths, ranges,
patterns and enumerations. Sources of the answers: "Common Error Types" in Cognito's API reference, the
AWS JSON 1.1 protocol in the Smithy documentation; the wording of a broken constraint is AWS's, alike in
all its services.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import botocore.session
from botocore.model import ServiceModel
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import log_failure
from cognito_emulator.cognito.request import header_of, operation_of
from cognito_emulator.cognito.rules.model_constraints import WrongTypeError, violations
from cognito_emulator.gateway.asgi import unread

LONGEST_BODY = 1024 * 1024
_JSON = "application/x-amz-json-1.1"


@dataclass(frozen=True)
class RequestFormat:
    """Lets through what fits the model, and answers the rest as AWS does."""

    app: ASGIApp
    model: ServiceModel = field(
        default_factory=lambda: botocore.session.get_session().get_service_model("cognito-idp")
    )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = operation_of(scope)
        if operation is None and not _is_aimless(scope):
            await self.app(scope, receive, send)
            return
        try:
            body = await _body(Request(scope, receive))
            self._check(scope, operation, body)
        except ClientDisconnect:
            return
        except AwsError as error:
            await error.response()(scope, receive, send)
            return
        except Exception as error:
            log_failure("The check of a request", error)
            await AwsError("InternalErrorException", "Internal server error", 500).response()(
                scope, receive, send
            )
            return
        await self.app(scope, unread(body, receive), send)

    def _check(self, scope: Scope, operation: str | None, body: bytes) -> None:
        if operation is None or operation not in self.model.operation_names:
            raise AwsError("UnknownOperationException", "")
        content_type = header_of(scope, b"content-type").partition(";")[0].strip().lower()
        if content_type != _JSON:
            raise AwsError("UnknownOperationException", "")
        parameters = _parsed(body)
        shape = self.model.operation_model(operation).input_shape
        if shape is None:
            return
        try:
            problems = violations(shape, parameters)
        except WrongTypeError as wrong:
            raise AwsError("SerializationException", str(wrong)) from wrong
        if problems:
            count = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected"
            raise AwsError("InvalidParameterException", f"{count}: {'; '.join(problems)}")


def _is_aimless(scope: Scope) -> bool:
    """A call in the JSON protocol that names no operation of any service."""
    if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != "/":
        return False
    is_json = header_of(scope, b"content-type").startswith(_JSON)
    return is_json and not header_of(scope, b"x-amz-target")


async def _body(request: Request) -> bytes:
    """The whole body; AwsError for one too long, read to its end so that its sender hears it."""
    content = bytearray()
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= LONGEST_BODY:
            content += chunk
    if size > LONGEST_BODY:
        raise AwsError("RequestEntityTooLargeException", "Request size exceeded the limit.", 413)
    return bytes(content)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise AwsError("SerializationException", "Unable to parse the request body as JSON.") from error
    if not isinstance(value, dict):
        raise AwsError("SerializationException", "Start of structure or map found where not expected.")
    return value
