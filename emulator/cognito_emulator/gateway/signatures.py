"""Signatures checked against the secret key, and made anew where a middleware has changed a request.

MiniStack checks those of IAM users and roles, and takes whoever names no key, or a root key, for root. So
here every signature is checked by its secret, in the header and in the query, the root user's too; an
account's twelve digits, by which MiniStack names another account's root user, have root's secret. What cannot
be checked (SigV4A by a root key; SigV2 but for S3) is refused, and no key at all is nobody's. Sources: "AWS
Signature Version 4 for API requests" in AWS's IAM user guide, "Authenticating Requests: Using Query
Parameters" in Amazon S3's API reference. No API gives away a secret key, so it is asked of the engine in
process; its own functions compute the signature and write the refusal, in the protocol of the service that
was called.
"""

from __future__ import annotations

import contextvars
from dataclasses import dataclass
from typing import cast
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
    parse_query_signature,
    presigned_request_is_expired,
    request_time_failure,
)
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.request import SIGNED_BY_ROOT, is_signed_by_root, operation_of
from cognito_emulator.gateway.anonymous import take_nobody_for_root
from cognito_emulator.gateway.asgi import unread
from cognito_emulator.gateway.other_schemes import failure_of_other_schemes

_SCHEME = "AWS4-HMAC-SHA256"
_SCHEMES = (_SCHEME, "AWS4-ECDSA-P256-SHA256", "AWS ")
_QUERY_KEYS = frozenset({"X-Amz-Credential", "X-Amz-Algorithm", "X-Amz-Signature", "AWSAccessKeyId"})
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
    """The outermost of the two: refuses what is signed with another secret, or as nobody can check."""

    app: ASGIApp

    def __post_init__(self) -> None:
        take_nobody_for_root()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        if scope["type"] != "http" or not _is_signed(headers, scope):
            await self.app(scope, receive, send)
            return
        signature = _signature(headers, _query(scope))
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        checked = signature if isinstance(signature, tuple) else _checked(scope, headers, signature, body)
        if isinstance(checked, SignedBy):
            is_root = is_root_access_key(checked.credential.access_key_id)
            signed = {**scope, _SIGNED_BY: checked, SIGNED_BY_ROOT: is_root}
            await self.app(signed, unread(body, receive), send)
        elif checked is None:
            await self.app(scope, unread(body, receive), send)
        else:
            await refusal(scope, *checked)(scope, receive, send)


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


def _is_signed(headers: dict[str, str], scope: Scope) -> bool:
    """Whether a request names a key that MiniStack would believe: by SigV4 or SigV2, in header or query."""
    return headers.get("authorization", "").startswith(_SCHEMES) or bool(_QUERY_KEYS & _query(scope).keys())


def _signature(
    headers: dict[str, str], query: dict[str, list[str]]
) -> HeaderSignature | tuple[str, str] | None:
    """The SigV4 signature; code and message for half a one; None for what the engine checks or refuses."""
    if headers.get("authorization", "").startswith(_SCHEME):
        return cast("HeaderSignature | tuple[str, str]", parse_header_signature(headers))
    if "X-Amz-Credential" in query or "X-Amz-Algorithm" in query:
        return cast("HeaderSignature | tuple[str, str]", parse_query_signature(query))
    return None


def _checked(
    scope: Scope, headers: dict[str, str], signature: HeaderSignature | None, body: bytes
) -> SignedBy | tuple[str, str] | None:
    """The signer; code and message of a refusal; None for a key that the engine is to refuse by itself."""
    query = _query(scope)
    if signature is None or signature.region_set is not None:
        return failure_of_other_schemes(scope, _raw_path(scope), headers, query)
    presigned = not headers.get("authorization", "").startswith(_SCHEME)
    token = (query.get("X-Amz-Security-Token") or [""])[0] if presigned else ""
    token = token or headers.get("x-amz-security-token", "")
    credential = contextvars.Context().run(_credential, signature.access_key_id, token)
    if credential is None:
        return None
    failure = _time_failure(signature, query, presigned=presigned) or header_signature_failure(
        signature,
        credential.secret_access_key,
        scope["method"],
        _raw_path(scope),
        query,
        headers,
        body,
        presigned=presigned,
    )
    return failure or SignedBy(credential, signature, body)


def _time_failure(
    signature: HeaderSignature, query: dict[str, list[str]], *, presigned: bool
) -> tuple[str, str] | None:
    """A presigned address of S3 is good until it says, everything else for minutes."""
    if not presigned or signature.service != "s3":
        return cast("tuple[str, str] | None", request_time_failure(signature))
    try:
        expired = presigned_request_is_expired(signature.amz_date, (query.get("X-Amz-Expires") or [""])[0])
    except ValueError:
        expired = True
    return ("AccessDenied", "Request has expired") if expired else None


def _credential(access_key: str, token: str) -> ResolvedCredential | None:
    set_request_account_id(access_key)
    try:
        account = find_iam_access_key_account(access_key) or get_account_id()
    except AmbiguousAccessKeyError:
        return None
    found = resolve_credential(access_key, account, token)
    return found if isinstance(found, ResolvedCredential) else None


def signer_of(scope: Scope) -> SignedBy | None:
    """Whose signature was checked and fits; None for an unsigned request and for a key that nobody has."""
    signed_by = scope.get(_SIGNED_BY)
    return signed_by if isinstance(signed_by, SignedBy) else None


def names_a_key(scope: Scope) -> bool:
    """Whether a request claims to be signed."""
    return _is_signed(_headers(scope), scope)


def refusal(scope: Scope, code: str, message: str) -> Response:
    """The answer in the protocol of the service that was called."""
    headers = _headers(scope)
    service = detect_service(scope["method"], scope["path"], headers, _query(scope))
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


def _query(scope: Scope) -> dict[str, list[str]]:
    return parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _headers(scope: Scope) -> dict[str, str]:
    if scope["type"] != "http":
        return {}
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _raw_path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    return raw.decode("latin-1")
