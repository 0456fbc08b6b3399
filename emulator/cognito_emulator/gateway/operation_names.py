"""A request names its operation once, in the way of its service's protocol, and is signed for that service.

MiniStack asks IAM about the operation that one place names (first `Action` in the query, then in a form, then
X-Amz-Target) while its services act by another (a body of any type, then the query; X-Amz-Target alone). A
request that could be read in two ways might be allowed as one operation and done as the other: it is refused.
Sources: "Common Error Types" of the services' API references, AWS query and AWS JSON in the Smithy
documentation, "Troubleshoot Signature Version 4" in AWS's IAM user guide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from ministack.app import (
    _decode_aws_chunked_body,
    _decompress_request_body,
    _IncompleteRequestBody,
    _routing_params,
)
from ministack.core.router import SERVICE_PATTERNS, detect_service

from cognito_emulator.gateway.request_parts import RequestParts

# These act by `Action`; what two of them take by X-Amz-Target begins with this, as in AWS's models
_BY_ACTION = {
    "autoscaling": "",
    "cloudformation": "",
    "documentdb": "",
    "ec2": "",
    "elasticache": "",
    "elasticloadbalancing": "",
    "iam": "",
    "monitoring": "GraniteServiceVersion20100801.",
    "rds": "",
    "ses": "",
    "sns": "",
    "sqs": "AmazonSQS.",
    "sts": "",
}
_BY_TARGET = frozenset(name for name, known in SERVICE_PATTERNS.items() if known.get("target_prefixes"))
_ALL_SCOPES = {*SERVICE_PATTERNS, *(known.get("credential_scope") for known in SERVICE_PATTERNS.values())}
_SCOPES = {"documentdb": "rds"}  # beside those that MiniStack's router names
_RPC = re.compile(r"/operation/([^/?]+)")
_BYTE_ORDER_MARK = "\ufeff"
_TWICE = ("InvalidParameterCombination", "The request names its operation, or a parameter, more than once.")
_NONE = ("MissingAction", "The request names no operation in the form of this service's protocol.")


@dataclass(frozen=True)
class Asked:
    """A request as MiniStack's services see it: its body decoded, with what a trailer has added."""

    service: str
    path: str
    headers: dict[str, str]
    query: dict[str, list[str]]
    body: bytes

    @classmethod
    def of(cls, request: RequestParts, body: bytes) -> Asked:
        headers = dict(request.headers)
        try:
            decoded = _decode_aws_chunked_body(body, headers)
        except _IncompleteRequestBody:
            decoded = body
        parameters = _routing_params(request.method, request.path, headers, decoded, request.query)
        service = detect_service(request.method, request.path, headers, parameters)
        if service != "s3":  # there an encoding is the object's
            decoded = _decompress_request_body(decoded, headers)
        return cls(service, request.path, headers, request.query, decoded)

    @property
    def is_by_action(self) -> bool:
        """Whether the service acts by `Action`. The second version of SES's API acts by paths."""
        return self.service in _BY_ACTION and not (self.service == "ses" and self.path.startswith("/v2/"))

    def ambiguity(self) -> tuple[str, str] | None:
        """Code and message of a refusal, where an operation is not named just once."""
        if not self.is_by_action and self.service not in _BY_TARGET:
            return None
        form = self._form()
        in_form = form.get("Action", [])
        named = [*self._named_outside_the_body(), *in_form]
        if len(named) > 1 or self._repeats_a_parameter(form):
            return _TWICE
        if not self.is_by_action:
            return None
        is_readable = not in_form or (self._is_form and not self._is_something_else)
        return None if is_readable and named and self._has_own_target else _NONE

    def wrong_scope(self, scope: str) -> tuple[str, str] | None:
        """Code and message of a refusal, where the signature is for another service than the one named.

        A scope that is no service's may be its name in another spelling: SDKs for Go write `WAFV2`.
        """
        if self.service not in _BY_ACTION and self.service not in _BY_TARGET:
            return None
        own = SERVICE_PATTERNS.get(self.service, {}).get("credential_scope") or _SCOPES.get(self.service)
        if scope in (self.service, own) or scope not in _ALL_SCOPES:
            return None
        message = f"Credential should be scoped to correct service: '{own or self.service}'."
        return "SignatureDoesNotMatch", message

    @property
    def _target(self) -> str:
        return self.headers.get("x-amz-target", "")

    @property
    def _is_form(self) -> bool:
        return "x-www-form-urlencoded" in self.headers.get("content-type", "")

    @property
    def _text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def _is_something_else(self) -> bool:
        """Whether RDS would read what says that it is a form as JSON, or past a mark that IAM reads."""
        return self._text.lstrip().startswith(("{", _BYTE_ORDER_MARK))

    @property
    def _has_own_target(self) -> bool:
        own = _BY_ACTION[self.service]
        return not self._target or bool(own and self._target.startswith(own))

    def _named_outside_the_body(self) -> list[str]:
        named = [self._target, rpc_operation(self.service, self.path)]
        return [*self.query.get("Action", []), *(name for name in named if name)]

    def _repeats_a_parameter(self, form: Mapping[str, Sequence[str]]) -> bool:
        """Whether IAM might be asked about one queue or topic, and another be meant."""
        if self._target and any(not name.lower().startswith("x-amz-") for name in self.query):
            return True  # all is in the JSON
        values = [*self.query.values(), *form.values()]
        return self.is_by_action and (
            any(len(value) > 1 for value in values) or not form.keys().isdisjoint(self.query)
        )

    def _form(self) -> dict[str, list[str]]:
        """What a service that acts by `Action` reads in the body, of whatever type it says it is."""
        is_json_or_cbor = self._target or rpc_operation(self.service, self.path)
        if is_json_or_cbor and not self._is_form:
            return {}
        return parse_qs(self._text.lstrip().removeprefix(_BYTE_ORDER_MARK), keep_blank_values=True)


def rpc_operation(service: str, path: str) -> str | None:
    """The operation that a path names in the protocol smithy-rpc-v2-cbor, which CloudWatch alone speaks."""
    match = _RPC.search(path) if service == "monitoring" else None
    return match[1] if match else None


def acts_by_path(service: str, path: str) -> bool:
    """Whether method and path alone say what a service does."""
    return not Asked(service, path, {}, {}, b"").is_by_action and service not in _BY_TARGET
