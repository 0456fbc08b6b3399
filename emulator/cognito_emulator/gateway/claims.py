"""What a request says of who has signed it, read in one way only.

MiniStack reads the key in several places, each in its own way: from the first of two headers or from both,
by a scheme's beginning, from the first of two credentials, from a query's names in small letters too. A
request that could be read in two ways might be checked for one key and believed for another: it is refused.
Sources: "Elements of an AWS API request signature" in AWS's IAM user guide; "Authenticating Requests" in
Amazon S3's API reference (one mechanism a request).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ministack.core.router import extract_access_key_id
from ministack.core.sigv4 import SIGV4A, HeaderSignature, parse_header_signature, parse_query_signature

from cognito_emulator.gateway.request_parts import RequestParts

_SIGV4 = "AWS4-HMAC-SHA256"
_OF_AWS = ("AWS4-", "AWS ")
_QUERY_SIGV4 = frozenset({"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"})
_QUERY_SIGV2 = "AWSAccessKeyId"
_QUERY_NAMES = {name.lower(): name for name in (*_QUERY_SIGV4, _QUERY_SIGV2)}
_UNREADABLE = ("UnsupportedSignature", "The request signature does not conform to AWS standards.")


@dataclass(frozen=True)
class Claim:
    """The key that is claimed; `signature` is None for SigV2, whose parts the engine reads by itself."""

    key: str
    signature: HeaderSignature | None
    presigned: bool


def claim_of(request: RequestParts) -> Claim | tuple[str, str] | None:
    """Who a request says has signed it; code and message of a refusal; None for one that claims nothing."""
    said, query = request.headers.get("authorization", ""), request.query
    ways = [said.startswith(_OF_AWS), not _QUERY_SIGV4.isdisjoint(query), _QUERY_SIGV2 in query]
    if request.authorizations > 1 or _is_ambiguous(query) or sum(ways) > 1:
        return _UNREADABLE
    if not any(ways):
        return None
    signature = _signature(request)
    if isinstance(signature, tuple):
        return signature
    key: str = extract_access_key_id(request.headers, query)
    if signature is not None and signature.access_key_id != key:
        return _UNREADABLE
    return Claim(key, signature, presigned=not ways[0])


def _is_ambiguous(query: Mapping[str, list[str]]) -> bool:
    known = [name for name in query if name.lower() in _QUERY_NAMES]
    return any(_QUERY_NAMES[name.lower()] != name or len(query[name]) > 1 for name in known)


def _signature(request: RequestParts) -> HeaderSignature | tuple[str, str] | None:
    said, query = request.headers.get("authorization", ""), request.query
    parsed: HeaderSignature | tuple[str, str] | None = None
    if said.startswith("AWS4-"):
        known = said.partition(" ")[0] in (_SIGV4, SIGV4A)
        parsed = parse_header_signature(request.headers) if known else _UNREADABLE
    elif not _QUERY_SIGV4.isdisjoint(query):
        known = query.get("X-Amz-Algorithm") in ([_SIGV4], [SIGV4A])
        parsed = parse_query_signature(query) if known else _UNREADABLE
    return parsed
