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

from ministack.core.iam_actions import access_denied_response, unsigned_operations
from ministack.core.iam_evaluator import AuthError, EvalResult, enforce
from ministack.core.responses import set_request_account_id, set_request_region
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.request import is_signed_by_root, json_object, operation_of
from cognito_emulator.gateway.anonymous import MISSING
from cognito_emulator.gateway.asgi import unread
from cognito_emulator.gateway.signatures import SignedBy, names_a_key, refusal, signer_of

SERVICE = "cognito-idp"
_UNKNOWN = ("InvalidClientTokenId", "The security token included in the request is invalid.")


@dataclass(frozen=True)
class Authorization:
    """Lets through what IAM allows, and what needs no signature."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = operation_of(scope)
        if operation is None or operation in unsigned_operations(SERVICE) or is_signed_by_root(scope):
            await self.app(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        refused = _refused(scope, operation, body)
        if refused:
            await refused(scope, receive, send)
        else:
            await self.app(scope, unread(body, receive), send)


def _refused(scope: Scope, operation: str, body: bytes) -> Response | None:
    signed_by = signer_of(scope)
    if signed_by is None:
        return refusal(scope, *(_UNKNOWN if names_a_key(scope) else MISSING))
    return contextvars.Context().run(_denied, signed_by, operation, body)


def _denied(signed_by: SignedBy, operation: str, body: bytes) -> Response | None:
    credential, region = signed_by.credential, signed_by.signature.region
    set_request_account_id(credential.account_id)
    set_request_region(region)
    action, pool_id = f"{SERVICE}:{operation}", json_object(body).get("UserPoolId")
    pool = f"arn:aws:{SERVICE}:{region}:{credential.account_id}:userpool/{pool_id}" if pool_id else "*"
    denied = enforce(credential.access_key_id, action, SERVICE, region, resource_arn=pool)
    return _response(denied, action, pool) if denied else None


def _response(denied: EvalResult | AuthError, action: str, pool: str) -> Response:
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
            resource_arn=pool,
            explicit_deny=denied.decision == "Deny",
            resource_policy_arn=denied.resource_policy_arn,
        )
    status, headers, body = answer
    return Response(body if isinstance(body, bytes) else json.dumps(body), status, headers)
