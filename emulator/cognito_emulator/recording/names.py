"""What a request asks for, as far as it says so itself: AWS's service and operation, and in which Region.

Sources: "Elements of an AWS API request signature" in AWS's IAM user guide (the credential's scope); AWS JSON
and AWS query in the Smithy documentation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ministack.core.iam_actions import extract_iam_action
from starlette.types import Scope

from cognito_emulator.cognito.hosted_ui.app import PATHS
from cognito_emulator.cognito.protocol import TARGET_PREFIX
from cognito_emulator.gateway.admission import CONSOLE_PATH
from cognito_emulator.gateway.request_parts import RequestParts

COGNITO, PAGES, OAUTH, CONSOLE = "cognito-idp", "hosted-ui", "oauth2", "console"
_SCOPE_OF_CREDENTIAL = re.compile(r"Credential=[^/,\s]*/\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request")
_PROPER = re.compile(r"[A-Za-z][A-Za-z0-9]{0,79}")
_ACTION = re.compile(rb"(?:^|&)Action=([A-Za-z0-9]+)(?:&|$)")
_ROOT_OF_A_TRACE = re.compile(r"(?:^|;)\s*Root=([0-9a-f-]{1,64})", re.IGNORECASE)
UNNAMED = "(unnamed)"


@dataclass(frozen=True)
class Asked:
    """A name is one of AWS's, or says the method of what has none: nothing in it is the caller's own text."""

    service: str
    operation: str
    region: str
    is_signed: bool


def headers_of(scope: Scope) -> dict[bytes, str]:
    """The first value of each header, read once: what is recorded is read of every request."""
    return {name.lower(): value.decode("latin-1").strip() for name, value in reversed(scope["headers"])}


def asked(scope: Scope, headers: Mapping[bytes, str], body: bytes) -> Asked:
    """What a request asks for; `body` is its beginning."""
    signed = _SCOPE_OF_CREDENTIAL.search(headers.get(b"authorization", ""))
    region, service = signed.groups() if signed else ("", "")
    target = headers.get(b"x-amz-target", "")
    if target.startswith(TARGET_PREFIX):
        return Asked(COGNITO, _proper(target.removeprefix(TARGET_PREFIX)), region, bool(signed))
    if not signed and (page := _page(scope)):
        return Asked(*page, "", is_signed=False)
    if not signed:
        service = RequestParts.of(scope).service(body)
    if target:
        operation = _proper(target.rpartition(".")[2])
    elif action := _ACTION.search(body):
        operation = _proper(action[1].decode())
    else:
        operation = _by_path(service, scope)
    return Asked(service, operation, region, bool(signed))


def trace_of(headers: Mapping[bytes, str]) -> str:
    """The Root of the trace that a function's call belongs to; empty where none is told."""
    found = _ROOT_OF_A_TRACE.search(headers.get(b"x-amzn-trace-id", ""))
    return found[1] if found else ""


def _page(scope: Scope) -> tuple[str, str] | None:
    if scope["path"].startswith(f"{CONSOLE_PATH}/"):
        return CONSOLE, _method(scope)
    if scope["path"] in PATHS:
        return PAGES, f"{_method(scope)} {scope['path']}"
    if scope["path"].startswith("/oauth2/"):
        return OAUTH, f"{_method(scope)} /oauth2/{_proper(scope['path'].rpartition('/')[2])}"
    if "/.well-known/" in scope["path"]:
        return OAUTH, f"{_method(scope)} /.well-known"
    return None


def _by_path(service: str, scope: Scope) -> str:
    """What IAM is asked about, which for most is the operation's name; else the method."""
    request = RequestParts.of(scope)
    action = extract_iam_action(service, request.method, request.path, request.headers, b"", request.query)
    return _proper((action or "").partition(":")[2]) if action else _method(scope)


def _proper(name: str) -> str:
    return name if _PROPER.fullmatch(name) else UNNAMED


def _method(scope: Scope) -> str:
    return _proper(str(scope["method"]))
