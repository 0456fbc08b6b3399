"""A claimed signature checked against the secret key, in all that it has to sign.

No API gives away a secret key, so it is asked of the engine in process; its own functions compute the
signature. Sources: "AWS Signature Version 4 for API requests" and "Troubleshoot Signature Version 4" in AWS's
IAM user guide, "Authenticating Requests: Using Query Parameters" in Amazon S3's API reference.
"""

from __future__ import annotations

import contextvars
import hashlib
import re
from dataclasses import dataclass

from ministack.core.iam_evaluator import (
    AmbiguousAccessKeyError,
    CredentialResolutionError,
    ResolvedCredential,
    find_iam_access_key_account,
    resolve_credential,
)
from ministack.core.responses import get_account_id, set_request_account_id
from ministack.core.sigv4 import (
    HeaderSignature,
    header_signature_failure,
    presigned_request_is_expired,
    request_time_failure,
)

from cognito_emulator.gateway.claims import Claim
from cognito_emulator.gateway.other_schemes import failure_of_other_schemes
from cognito_emulator.gateway.request_parts import RequestParts

UNKNOWN = ("InvalidClientTokenId", "The security token included in the request is invalid.")
_MISMATCH = "SignatureDoesNotMatch"
_HASH = re.compile(r"[0-9a-f]{64}")
_WITHOUT_HASH = ("UNSIGNED-PAYLOAD", "STREAMING-")
_LONGEST_URL_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class SignedBy:
    """Whose signature fits a request."""

    credential: ResolvedCredential
    signature: HeaderSignature


def checked(request: RequestParts, claim: Claim, body: bytes) -> SignedBy | tuple[str, str] | None:
    """The signer; code and message of a refusal; None where another scheme was checked, or will be."""
    signature = claim.signature
    if signature is None or signature.region_set is not None:
        return failure_of_other_schemes(request, claim, body)
    found = contextvars.Context().run(_credential, claim.key, _token(request, claim))
    if not isinstance(found, ResolvedCredential):
        return found
    failure = (
        _time_failure(request, claim, signature, body)
        or _unsigned_headers(request, signature)
        or _other_body(request, body)
        or header_signature_failure(
            signature,
            found.secret_access_key,
            request.method,
            request.raw_path,
            request.query,
            request.headers,
            body,
            presigned=claim.presigned,
        )
    )
    return failure or SignedBy(found, signature)


def _credential(access_key: str, token: str) -> ResolvedCredential | tuple[str, str]:
    set_request_account_id(access_key)
    try:
        account = find_iam_access_key_account(access_key) or get_account_id()
    except AmbiguousAccessKeyError:
        return UNKNOWN
    found = resolve_credential(access_key, account, token) if access_key else None
    if isinstance(found, CredentialResolutionError):
        # a role's key without its token is no key at all
        return UNKNOWN if found.code == "InvalidToken" and not token else (found.code, found.message)
    return found or UNKNOWN


def _token(request: RequestParts, claim: Claim) -> str:
    in_query = request.query.get("X-Amz-Security-Token", [""])[0]
    return in_query if claim.presigned else request.headers.get("x-amz-security-token", "")


def _time_failure(
    request: RequestParts, claim: Claim, signature: HeaderSignature, body: bytes
) -> tuple[str, str] | None:
    """Too old or too new. An S3 URL lives as long as it says, and for S3 alone: it does not sign its body."""
    if not claim.presigned or signature.service != "s3":
        failure: tuple[str, str] | None = request_time_failure(signature)
        return failure
    if request.service(body) != "s3":
        return _MISMATCH, "Credential should be scoped to correct service."
    try:
        seconds = int(request.query.get("X-Amz-Expires", [""])[0])
        is_alive = 0 < seconds <= _LONGEST_URL_SECONDS
        expired = not is_alive or presigned_request_is_expired(signature.amz_date, seconds)
    except ValueError:
        expired = True
    return ("RequestExpired", "Request has expired") if expired else None


def _unsigned_headers(request: RequestParts, signature: HeaderSignature) -> tuple[str, str] | None:
    """AWS wants the host and each x-amz- header signed: one names the operation."""
    signed = {"x-amz-content-sha256", *signature.signed_headers.split(";")}
    needed = {"host", *(name for name in request.headers if name.startswith("x-amz-"))}
    if needed <= signed:
        return None
    return _MISMATCH, "There were headers present in the request which were not signed"


def _other_body(request: RequestParts, body: bytes) -> tuple[str, str] | None:
    """A signature is over the hash that the header says: the body must have it."""
    said = request.headers.get("x-amz-content-sha256", "")
    if not said or said.startswith(_WITHOUT_HASH):
        return None
    if _HASH.fullmatch(said) and said == hashlib.sha256(body).hexdigest():
        return None
    return _MISMATCH, "The provided 'x-amz-content-sha256' header does not match what was computed."
