"""Signatures checked against the secret key, and made anew where a middleware has changed a request.

MiniStack checks those of IAM users and roles, but takes every secret for the root user's access key.
(The twelve digits of an account, its way to name another account's root user, have no secret, and are
taken with any.) Source of the rules: "AWS Signature Version 4 for API requests" in AWS's IAM user guide.
No API gives away a secret key, so it is asked of the engine in process; MiniStack's own functions
compute the signature and write the refusal, in the protocol of the service that was called. S3 is left
alone: its bodies are large, and it signs them in its own way.
"""

from __future__ import annotations

import contextvars
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from ministack.core.iam_actions import access_denied_response
from ministack.core.iam_evaluator import (
    AmbiguousAccessKeyError,
    ResolvedCredential,
    find_iam_access_key_account,
    is_root_access_key,
    resolve_credential,
)
from ministack.core.responses import get_account_id, set_request_account_id
from ministack.core.router import detect_service
from ministack.core.sigv4 import (
    HeaderSignature,
    header_signature_failure,
    parse_header_signature,
    request_time_failure,
)
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.request import SIGNED_BY_ROOT, is_signed_by_root, operation_of
from cognito_emulator.gateway.asgi import unread

_SCHEME = "AWS4-HMAC-SHA256"
_ACCOUNT_ID = re.compile(r"\d{12}")
_SIGNED_BY = "emulator.signed_by"
_OF_THE_SIGNATURE = frozenset(
    {b"authorization", b"x-amz-date", b"x-amz-security-token", b"x-amz-content-sha256"}
)


@dataclass(frozen=True)
class SignedBy:
    """Whose signature fits a request, and the body that it was made for."""

    credential: ResolvedCredential
    signature: HeaderSignature
    body: bytes


@dataclass(frozen=True)
class CheckedSignature:
    """The outermost of the two: refuses what is signed with another secret."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        if not headers.get("authorization", "").startswith(_SCHEME):
            await self.app(scope, receive, send)
            return
        signature = parse_header_signature(headers)
        if isinstance(signature, HeaderSignature) and signature.service == "s3":
            await self.app(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        checked = _checked(scope, headers, signature, body)
        if isinstance(checked, SignedBy):
            is_root = is_root_access_key(checked.credential.access_key_id)
            signed = {**scope, _SIGNED_BY: checked, SIGNED_BY_ROOT: is_root}
            await self.app(signed, unread(body, receive), send)
        elif checked is None:
            await self.app(scope, unread(body, receive), send)
        else:
            await _refusal(scope, headers, *checked)(scope, receive, send)


@dataclass(frozen=True)
class RenewedSignature:
    """The innermost of the two: signs for the same caller what has been changed on the way."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        signed_by = scope.get(_SIGNED_BY)
        if not isinstance(signed_by, SignedBy) or operation_of(scope) is None or is_signed_by_root(scope):
            await self.app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        changed = body != signed_by.body
        signed = _signed_anew(scope, body, signed_by) if changed else scope
        await self.app(signed, unread(body, receive), send)


def _checked(
    scope: Scope, headers: dict[str, str], signature: HeaderSignature | tuple[str, str], body: bytes
) -> SignedBy | tuple[str, str] | None:
    """The signer; code and message of a refusal; None for a key that the engine is to refuse by itself."""
    if isinstance(signature, tuple):
        return signature
    credential = contextvars.Context().run(_credential, signature.access_key_id, headers)
    if credential is None:
        return None
    if _ACCOUNT_ID.fullmatch(signature.access_key_id):
        return SignedBy(credential, signature, body)
    failure = request_time_failure(signature) or header_signature_failure(
        signature,
        credential.secret_access_key,
        scope["method"],
        _raw_path(scope),
        parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True),
        headers,
        body,
    )
    return failure or SignedBy(credential, signature, body)


def _credential(access_key: str, headers: dict[str, str]) -> ResolvedCredential | None:
    set_request_account_id(access_key)
    try:
        account = find_iam_access_key_account(access_key) or get_account_id()
    except AmbiguousAccessKeyError:
        return None
    found = resolve_credential(access_key, account, headers.get("x-amz-security-token", ""))
    return found if isinstance(found, ResolvedCredential) else None


def _refusal(scope: Scope, headers: dict[str, str], code: str, message: str) -> Response:
    query = parse_qs(scope["query_string"].decode("latin-1"))
    service = detect_service(scope["method"], scope["path"], headers, query)
    status, answer_headers, body = access_denied_response(
        service, "", "", "", error_code=code, message=message, headers=headers
    )
    return Response(body, status, answer_headers)


def _signed_anew(scope: Scope, body: bytes, signed_by: SignedBy) -> Scope:
    credential, signature = signed_by.credential, signed_by.signature
    kept = [(name, value) for name, value in scope["headers"] if name.lower() not in _OF_THE_SIGNATURE]
    url = f"http://{_headers(scope).get('host', 'localhost')}{_raw_path(scope)}"
    request = AWSRequest(scope["method"], url, data=body)
    keys = Credentials(credential.access_key_id, credential.secret_access_key, credential.session_token)
    SigV4Auth(keys, signature.service, signature.region).add_auth(request)
    new = [(name.lower().encode(), value.encode()) for name, value in request.headers.items()]
    names = {name for name, _ in new}
    return {**scope, "headers": [*(pair for pair in kept if pair[0].lower() not in names), *new]}


def _headers(scope: Scope) -> dict[str, str]:
    if scope["type"] != "http":
        return {}
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _raw_path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    return raw.decode("latin-1")
