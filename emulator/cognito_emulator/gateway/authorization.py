"""IAM asked before anything else about a signed operation of the user pools API.

Who may not call an operation hears the same whatever is there: no pool, user or client is looked at before.
Only the API's own model is, which tells nothing of what is there. It says too which operations need no
signature (`authtype: none`): those are authorised by what they carry. MiniStack's evaluator decides, and
writes the refusal. Source: "Policy evaluation logic" in AWS's IAM user guide.
"""

from __future__ import annotations

import contextvars
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ministack.core.iam_actions import access_denied_response, request_tag_context, unsigned_operations
from ministack.core.iam_evaluator import AuthError, EvalResult, enforce
from ministack.core.responses import set_request_account_id, set_request_region
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.aws.cloud_trail import record
from cognito_emulator.cognito.context import Caller
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.protocol import CognitoCall, error_answer, is_call, read_call
from cognito_emulator.gateway.anonymous import MISSING
from cognito_emulator.gateway.claims import claim_of
from cognito_emulator.gateway.request_parts import RequestParts
from cognito_emulator.gateway.signature_check import UNKNOWN, SignedBy
from cognito_emulator.gateway.signatures import signer_of

SERVICE = "cognito-idp"
_ADMITTED = "emulator.admitted"
# its page in the API reference: the permission for DescribeTerms is validated additionally
_ALSO_NEEDED = {"DescribeTermsByClient": ("DescribeTerms",)}


@dataclass(frozen=True)
class AdmittedCall:
    """A call that fits the API's model, by somebody whom IAM lets make it."""

    call: CognitoCall
    caller: Caller


@dataclass(frozen=True)
class Authorization:
    """Lets through what IAM allows, and what needs no signature: `admitted_call` gives it to the routes."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_call(scope):
            await self.app(scope, receive, send)
            return
        try:
            call = await read_call(scope, receive)
        except ClientDisconnect:
            return
        except AwsError as error:
            await error_answer(error)(scope, receive, send)
            return
        admitted = _admitted(scope, call)
        if isinstance(admitted, Response):
            await admitted(scope, receive, send)
        else:
            await self.app({**scope, _ADMITTED: admitted}, receive, send)


def admitted_call(scope: Scope) -> AdmittedCall | None:
    """The call that was let in; None for every other request."""
    admitted = scope.get(_ADMITTED)
    return admitted if isinstance(admitted, AdmittedCall) else None


def _admitted(scope: Scope, call: CognitoCall) -> AdmittedCall | Response:
    signed_by = signer_of(scope)
    address = str((scope.get("client") or ("",))[0])
    if call.operation in unsigned_operations(SERVICE):
        region = signed_by.signature.region if signed_by else None
        return AdmittedCall(call, Caller(None, region, address))
    if signed_by is None:
        asked = RequestParts.of(scope)
        code, message = MISSING if claim_of(asked) is None else UNKNOWN
        return asked.refusal(code, message, b"")
    denied = contextvars.Context().run(_denied_or_recorded, signed_by, call)
    caller = Caller(signed_by.credential.account_id, signed_by.signature.region, address)
    return denied or AdmittedCall(call, caller)


def _denied_or_recorded(signed_by: SignedBy, call: CognitoCall) -> Response | None:
    credential, region = signed_by.credential, signed_by.signature.region
    set_request_account_id(credential.account_id)
    set_request_region(region)
    resource = _resource(call.parameters, f"arn:aws:{SERVICE}:{region}:{credential.account_id}:userpool/")
    for operation in (call.operation, *_ALSO_NEEDED.get(call.operation, ())):
        action = f"{SERVICE}:{operation}"
        tags = request_tag_context(SERVICE, action, call.body, {}) | _pool_tags(call.parameters)
        denied = enforce(
            credential.access_key_id, action, SERVICE, region, resource_arn=resource, service_context=tags
        )
        if denied:
            return _response(denied, action, resource)
    record(call.operation, call.parameters, credential.access_key_id, region)
    return None


def _resource(parameters: Mapping[str, Any], pools: str) -> str:
    """The pool that is asked about, `*` where the operation names none."""
    if parameters.get("UserPoolId"):
        return f"{pools}{parameters['UserPoolId']}"
    return str(parameters.get("ResourceArn") or "*")


def _pool_tags(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The tags of a pool that is made or changed: Cognito has a name of its own for them."""
    tags = parameters.get("UserPoolTags")
    if not isinstance(tags, dict):
        return {}
    return {"aws:TagKeys": list(tags), **{f"aws:RequestTag/{name}": value for name, value in tags.items()}}


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
