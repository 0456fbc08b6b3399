"""Whether a request is for an operation of a service, and in which protocol, by botocore's model.

Sources: AWS JSON 1.0 and 1.1, AWS query, EC2 query, AWS restJson1, AWS restXml and Smithy RPC v2 CBOR in the
Smithy documentation.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl

from botocore.model import OperationModel, ServiceModel

from cognito_emulator.gateway.claims import Claim, claim_of
from cognito_emulator.gateway.request_parts import RequestParts

JSON, CBOR, QUERY = "json", "smithy-rpc-v2-cbor", "query"
_LABEL = re.compile(r"\{(\w+)(\+?)\}")


@dataclass(frozen=True)
class Asked:
    """An operation, by its name in AWS's API, and the protocol that asks for it."""

    operation: str
    protocol: str


def asked_operation(service: ServiceModel, request: RequestParts, body: bytes) -> Asked | None:
    """What a request asks of a service; None for a request of another service."""
    prefix = service.metadata.get("targetPrefix")
    target_prefix, _, target = request.headers.get("x-amz-target", "").rpartition(".")
    if target:
        return Asked(target, JSON) if target_prefix == prefix else None
    if match := re.search(r"/service/([^/]+)/operation/([^/]+)$", request.path):
        return Asked(match[2], CBOR) if match[1] == prefix else None
    protocol = service.metadata["protocol"]
    if protocol.startswith("rest-"):
        operation = _rest_operation(service, request)
        return Asked(operation, protocol) if operation else None
    return _by_action(service, request, body)


def _by_action(service: ServiceModel, request: RequestParts, body: bytes) -> Asked | None:
    is_form = "x-www-form-urlencoded" in request.headers.get("content-type", "")
    form = parse_qs(body.decode("utf-8", "replace")) if is_form else {}
    parameters = {**request.query, **form}
    (action, *_), (version, *_) = parameters.get("Action", [""]), parameters.get("Version", [""])
    if not action or version != service.api_version:
        return None
    return Asked(action, "ec2" if service.metadata["protocol"] == "ec2" else QUERY)


def _rest_operation(service: ServiceModel, request: RequestParts) -> str | None:
    claim = claim_of(request)
    signature = claim.signature if isinstance(claim, Claim) else None
    if signature is None or signature.service != service.signing_name:
        return None
    fitting = [each for each in _rest_operations(service) if each.fits(request)]
    return max(fitting, key=_RestOperation.precision).name if fitting else None


@dataclass(frozen=True)
class _RestOperation:
    """What a request of it has: path, constants of the query, and members that have to be there."""

    name: str
    method: str
    path: re.Pattern[str]
    constants: frozenset[tuple[str, str]]
    parameters: frozenset[str]
    headers: frozenset[str]
    literals: int

    @classmethod
    def of(cls, operation: OperationModel) -> _RestOperation:
        path, _, query = str(operation.http["requestUri"]).partition("?")
        members = list(_required(operation))
        return cls(
            operation.name,
            operation.http["method"],
            _pattern(path),
            frozenset(parse_qsl(query, keep_blank_values=True)),
            frozenset(name for location, name in members if location == "querystring"),
            frozenset(name.lower() for location, name in members if location == "header"),
            len(_LABEL.sub("", path)),
        )

    def fits(self, request: RequestParts) -> bool:
        return (
            request.method == self.method
            and self.path.fullmatch(request.raw_path) is not None
            and all(value in request.query.get(name, ()) for name, value in self.constants)
            and self.parameters <= request.query.keys()
            and self.headers <= request.headers.keys()
        )

    def precision(self) -> tuple[int, int]:
        """Of two operations that fit, the one that says more of its requests is meant."""
        return len(self.constants) + len(self.parameters) + len(self.headers), self.literals


@functools.cache
def _rest_operations(service: ServiceModel) -> list[_RestOperation]:
    return [_RestOperation.of(service.operation_model(name)) for name in service.operation_names]


def _required(operation: OperationModel) -> Iterable[tuple[str, str]]:
    """Where the required members that are not in the path stand, and their names there."""
    shape = operation.input_shape
    if shape is None:
        return
    for name in shape.required_members:
        member = shape.members[name].serialization
        yield member.get("location", ""), member.get("name", name)


def _pattern(path: str) -> re.Pattern[str]:
    """A model's path with its labels: `{Key+}` goes over slashes."""
    parts, end = [], 0
    for label in _LABEL.finditer(path):
        parts += [re.escape(path[end : label.start()]), ".+" if label[2] else "[^/]+"]
        end = label.end()
    return re.compile("".join([*parts, re.escape(path[end:]), "/?"]))
