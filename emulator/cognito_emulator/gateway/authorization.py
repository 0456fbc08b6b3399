"""IAM asked before anything else about a signed operation of the user pools API.

Who may not call an operation hears the same whatever is there: no pool, user or client is looked at before.
The API's model says which operations need no signature (`authtype: none`): those are authorised by what they
carry. MiniStack's evaluator decides, and writes the refusal. Source: "Policy evaluation logic" in AWS's IAM
user guide.
"""

from __future__ import annotations

import contextvars
import json
from dataclasses import dataclass
from typing import Any

from ministack.core.iam_actions import access_denied_response, request_tag_context, unsigned_operations
from ministack.core.iam_evaluator import AuthError, EvalResult, enforce
from ministack.core.responses import set_request_account_id, set_request_region
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.request import json_object, operation_of
from cognito_emulator.gateway.anonymous import MISSING, allowed
from cognito_emulator.gateway.asgi import unread
from cognito_emulator.gateway.claims import claim_of
from cognito_emulator.gateway.request_parts import RequestParts
from cognito_emulator.gateway.signature_check import UNKNOWN, SignedBy
from cognito_emulator.gateway.signatures import signer_of

SERVICE = "cognito-idp"


@dataclass(frozen=True)
class Authorization:
    """Lets through what IAM allows, and what needs no signature. Nothing below asks a second time."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = operation_of(scope)
        if operation is None or operation in unsigned_operations(SERVICE):
            await self.app(scope, receive, send)
            return
        signed_by = signer_of(scope)
        if signed_by is None:
            asked = RequestParts.of(scope)
            code, message = MISSING if claim_of(asked) is None else UNKNOWN
            await asked.refusal(code, message, b"")(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        denied = contextvars.Context().run(_denied, signed_by, operation, body)
        if denied:
            await denied(scope, receive, send)
            return
        with allowed(f"{SERVICE}:{operation}"):
            await self.app(_in_the_header(scope, signed_by), unread(body, receive), send)


def _denied(signed_by: SignedBy, operation: str, body: bytes) -> Response | None:
    credential, region = signed_by.credential, signed_by.signature.region
    set_request_account_id(credential.account_id)
    set_request_region(region)
    action, parameters = f"{SERVICE}:{operation}", json_object(body)
    resource = _resource(parameters, f"arn:aws:{SERVICE}:{region}:{credential.account_id}:userpool/")
    tags = request_tag_context(SERVICE, action, body, {}) | _pool_tags(parameters)
    denied = enforce(
        credential.access_key_id, action, SERVICE, region, resource_arn=resource, service_context=tags
    )
    return _response(denied, action, resource) if denied else None


def _resource(parameters: dict[str, Any], pools: str) -> str:
    """The pool that is asked about, `*` where the operation names none."""
    if parameters.get("UserPoolId"):
        return f"{pools}{parameters['UserPoolId']}"
    return str(parameters.get("ResourceArn") or "*")


def _pool_tags(parameters: dict[str, Any]) -> dict[str, Any]:
    """The tags of a pool that is made or changed: Cognito has a name of its own for them."""
    tags = parameters.get("UserPoolTags")
    if not isinstance(tags, dict):
        return {}
    return {"aws:TagKeys": list(tags), **{f"aws:RequestTag/{name}": value for name, value in tags.items()}}


def _in_the_header(scope: Scope, signed_by: SignedBy) -> Scope:
    """The same request, its key where all below look for it; a presigned one has it in the query."""
    if any(name.lower() == b"authorization" for name, _ in scope["headers"]):
        return scope
    signature = signed_by.signature
    credential = f"{signature.access_key_id}/{signature.date_stamp}/{signature.region}/{SERVICE}/aws4_request"
    said = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature={signature.signature}"
    headers = [*scope["headers"], (b"authorization", said.encode())]
    return {**scope, "headers": headers, "query_string": b""}


def _response(denied: EvalResult | AuthError, action: str, resource: str) -> Response:
    if isinstance(denied, AuthError):
        answer = access_denied_response(
            SERVICE, action, "", "", error_code=denied.code, message=denied.message
        )
    else:
        answer = access_denied_response(
            SERVICE,
            action,
            denied.principal_arn,
            "",
            resource_arn=resource,
            explicit_deny=denied.decision == "Deny",
            resource_policy_arn=denied.resource_policy_arn,
        )
    status, headers, body = answer
    return Response(body if isinstance(body, bytes) else json.dumps(body), status, headers)
