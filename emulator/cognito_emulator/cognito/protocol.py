"""Calls of the user pools API on the wire: AWS's JSON 1.1 protocol, held to the API's own model.

The model is botocore's copy of AWS's for Cognito: operations, required members, types, lengths, ranges,
patterns and enumerations. Sources of the answers: "Common Error Types" in Cognito's API reference, the
AWS JSON 1.1 protocol in the Smithy documentation; the wording of a broken constraint is AWS's, alike in
all its services.
"""

from __future__ import annotations

import functools
import json
import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import botocore.session
from botocore.model import ServiceModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope

from cognito_emulator.cognito.context import Caller
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.model_constraints import WrongTypeError, violations
from cognito_emulator.cognito.service import UserPoolsService
from cognito_emulator.cognito.store.database import StoreError
from cognito_emulator.gateway.headers import printable, values_of
from cognito_emulator.strict_json import parsed

TARGET_PREFIX = "AWSCognitoIdentityProviderService."
LONGEST_BODY = 1024 * 1024
LONGEST_HEADER = 1024  # Python's HTTP client takes a line of 65,536 at most
_JSON = "application/x-amz-json-1.1"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CognitoCall:
    """A call that fits the model; `parameters` are without members that are null: those count as absent."""

    operation: str
    parameters: Mapping[str, Any] = field(repr=False)
    body: bytes = field(repr=False)


@functools.cache
def model() -> ServiceModel:
    return botocore.session.get_session().get_service_model("cognito-idp")


def is_call(scope: Scope) -> bool:
    """Whether a request is for the user pools API, or in its protocol for nothing at all."""
    if scope["type"] != "http":
        return False
    target = _target(scope)
    return target.startswith(TARGET_PREFIX) or (not target and _is_aimless(scope))


def operation_of(scope: Scope) -> str | None:
    """The user pool operation that a request asks for, whether there is one or not."""
    target = _target(scope) if scope["type"] == "http" else ""
    return target.removeprefix(TARGET_PREFIX) if target.startswith(TARGET_PREFIX) else None


async def read_call(scope: Scope, receive: Receive) -> CognitoCall:
    """Read a call to its end. Raises AwsError where it does not fit, ClientDisconnect where it has no end."""
    body = await _body(Request(scope, receive))
    operation = operation_of(scope)
    content_type = next(iter(values_of(scope, b"content-type")), "").partition(";")[0].strip().lower()
    if operation is None or operation not in model().operation_names or content_type != _JSON:
        raise AwsError("UnknownOperationException", "")
    return CognitoCall(operation, checked_parameters(operation, _parsed(body)), body)


async def answer_to(service: UserPoolsService, call: CognitoCall, caller: Caller) -> Response:
    """The service's answer on the wire, or its error."""
    try:
        answer = await service.call(call.operation, call.parameters, caller)
    except AwsError as error:
        return error_answer(error)
    except StoreError as error:
        logger.error("%s", error)  # noqa: TRY400 - the sentence is all that helps
        return internal_error()
    except Exception as error:
        log_failure(call.operation, error)
        return internal_error()
    # an operation whose output has no members answers with nothing at all
    has_members = model().operation_model(call.operation).output_shape is not None
    return Response(json.dumps(answer) if has_members else b"", media_type=_JSON)


def error_answer(error: AwsError) -> Response:
    """An error as AWS writes it: the code in `__type` and in the header `x-amzn-errortype`.

    A function's error may have any letters and any length: the body has them all, the header what a
    header may have.
    """
    return Response(
        json.dumps({"__type": error.code, "message": error.message}),
        error.status,
        {
            "x-amzn-errortype": printable(error.code),
            "x-amzn-errormessage": printable(error.message)[:LONGEST_HEADER],
        },
        media_type=_JSON,
    )


def internal_error() -> Response:
    return error_answer(AwsError("InternalErrorException", "Internal server error", 500))


def log_failure(what: str, error: BaseException) -> None:
    """Log where a failure happened, but not its message: that may hold an address, a name or a code."""
    places = [
        f"{frame.name} ({frame.filename}:{frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    logger.error("%s failed with %s in %s", what, type(error).__name__, " < ".join(reversed(places)))


def _target(scope: Scope) -> str:
    return next(iter(values_of(scope, b"x-amz-target")), "")


def _is_aimless(scope: Scope) -> bool:
    """A call in the JSON protocol that names no operation of any service."""
    if scope["method"] != "POST" or scope["path"] != "/":
        return False
    return next(iter(values_of(scope, b"content-type")), "").startswith(_JSON)


def checked_parameters(operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters as the operation takes them. Raises AwsError where they do not fit the model."""
    shape = model().operation_model(operation).input_shape
    if shape is None:
        return parameters
    try:
        problems = violations(shape, parameters)
    except WrongTypeError as wrong:
        raise AwsError("SerializationException", str(wrong)) from wrong
    if problems:
        count = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected"
        raise AwsError("InvalidParameterException", f"{count}: {'; '.join(problems)}")
    known = {name: value for name, value in parameters.items() if name in shape.members}
    without: dict[str, Any] = _without_nulls(known)
    return without


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value if item is not None]
    return value


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
        value = parsed(body or b"{}")
    except ValueError as error:
        raise AwsError("SerializationException", "Unable to parse the request body as JSON.") from error
    if not isinstance(value, dict):
        raise AwsError("SerializationException", "Start of structure or map found where not expected.")
    return value
