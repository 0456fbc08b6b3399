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

from cognito_emulator.gateway.claims import Claim
from cognito_emulator.gateway.request_parts import RequestParts

_UNCHECKED = ("UnsupportedSignature", "Only Signature Version 4 is checked for this key: sign with it.")


def failure_of_other_schemes(request: RequestParts, claim: Claim, body: bytes) -> tuple[str, str] | None:
    """Code and message for a root key that signed in another way: S3 alone knows one more, SigV2."""
    if not is_root_access_key(claim.key):
        return None
    if claim.key and claim.signature is None and request.service(body) == "s3":
        return _sigv2_failure(request, claim.key)
    return _UNCHECKED


def _sigv2_failure(request: RequestParts, key: str) -> tuple[str, str] | None:
    """Code and message of a refusal; None where the signature fits the key's secret."""
    bucket = _extract_s3_vhost_bucket(request.headers.get("host", ""))
    path = f"/{bucket}{request.raw_path}" if bucket else request.raw_path
    parts = (key, request.method, request.raw_path, request.query, request.headers)
    checked = contextvars.Context().run(_check, SignedRequest(*parts, sigv2=True, auth_path=path))
    return (checked.code, checked.message) if isinstance(checked, AuthError) else None


def _check(request: SignedRequest) -> object:
    set_request_account_id(request.access_key_id)
    return _sigv2_check(request, get_account_id())
