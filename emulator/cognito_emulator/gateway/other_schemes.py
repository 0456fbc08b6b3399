"""A root key in another scheme than Signature Version 4, where MiniStack takes any signature.

boto3 still writes Signature Version 2 into the addresses that it presigns for S3. MiniStack checks it for IAM
users and roles; here its check is asked for the root user too. Everything else is refused. Source: "Signing
and authenticating REST requests (AWS signature version 2)" in Amazon S3's API reference.
"""

from __future__ import annotations

import contextvars

from ministack.app import _extract_s3_vhost_bucket
from ministack.core.iam_evaluator import AuthError, SignedRequest, _sigv2_check, is_root_access_key
from ministack.core.responses import get_account_id, set_request_account_id
from ministack.core.router import detect_service, extract_access_key_id
from starlette.types import Scope

_UNCHECKED = ("SignatureDoesNotMatch", "Only Signature Version 4 is checked here for this key: sign with it.")


def failure_of_other_schemes(
    scope: Scope, raw_path: str, headers: dict[str, str], query: dict[str, list[str]]
) -> tuple[str, str] | None:
    """Code and message for a root key that signed in another way: S3 alone knows one more, SigV2."""
    key = extract_access_key_id(headers, query) or _named_by_ecdsa(headers)
    if not is_root_access_key(key):
        return None
    is_sigv2 = headers.get("authorization", "").startswith("AWS ") or "AWSAccessKeyId" in query
    if key and is_sigv2 and detect_service(scope["method"], scope["path"], headers, query) == "s3":
        return _sigv2_failure(key, scope["method"], raw_path, query, headers)
    return _UNCHECKED


def _named_by_ecdsa(headers: dict[str, str]) -> str:
    _, _, rest = headers.get("authorization", "").partition("Credential=")
    return rest.partition("/")[0]


def _sigv2_failure(
    key: str, method: str, raw_path: str, query: dict[str, list[str]], headers: dict[str, str]
) -> tuple[str, str] | None:
    """Code and message of a refusal; None where the signature fits the key's secret."""
    bucket = _extract_s3_vhost_bucket(headers.get("host", ""))
    path = f"/{bucket}{raw_path}" if bucket else raw_path
    request = SignedRequest(key, method, raw_path, query, headers, sigv2=True, auth_path=path)
    checked = contextvars.Context().run(_check, request)
    return (checked.code, checked.message) if isinstance(checked, AuthError) else None


def _check(request: SignedRequest) -> object:
    set_request_account_id(request.access_key_id)
    return _sigv2_check(request, get_account_id())
