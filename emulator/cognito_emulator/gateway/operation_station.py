"""The station of operations: what IAM is asked about is what will be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.iam_evaluator import AuthError
from ministack.core.responses import get_region
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.gateway.asgi import unread
from cognito_emulator.gateway.operation_names import Asked, acts_by_path, rpc_operation
from cognito_emulator.gateway.request_parts import RequestParts
from cognito_emulator.gateway.signatures import signer_of

# IAM's names of two services that MiniStack has none for; without one it asks no policy
_PREFIXES = {"documentdb": "rds", "kinesisanalyticsv2": "kinesisanalytics"}
_ASKED_BEFORE = "cognito-idp"  # by `Authorization`; its OAuth endpoints ask no policy
_UNNAMED = "OperationWithoutName"  # a policy allows it by a wildcard alone
_DENIED = ("AccessDenied", "No policy allows all that this service does, and what was asked for has no name.")
_ELSEWHERE = frozenset({"x-amz-target", "content-type"})


@dataclass(frozen=True)
class OneOperation:
    """Refuses a request that can be read as two operations, or that is signed for another service."""

    app: ASGIApp

    def __post_init__(self) -> None:
        ask_about_what_is_done()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        request, signed_by = RequestParts.of(scope), signer_of(scope)
        asked = Asked.of(request, body)
        failure = signed_by and asked.wrong_scope(signed_by.signature.service)
        failure = failure or asked.ambiguity()
        if failure:
            await request.refusal(*failure, body)(scope, receive, send)
        else:
            await self.app(scope, unread(body, receive), send)


def ask_about_what_is_done() -> None:
    """Have IAM asked about the operation of a path where a path is what a service acts by.

    MiniStack would believe an `Action` or a target of such a request, which the service does not look at. It
    looks these functions up in their modules at every request, so they are replaced there, once.
    """
    action_of, resource_of = iam_actions.extract_iam_action, iam_actions.extract_resource_arn
    if getattr(action_of, "_is_what_is_done", False):
        return

    def what_is_done(service: str, method: str, path: str, *rest: Any) -> str | None:
        headers, body, query = rest
        if rpc := rpc_operation(service, path):
            return f"cloudwatch:{rpc}"
        if acts_by_path(service, path):
            headers = {name: value for name, value in headers.items() if name not in _ELSEWHERE}
            query = {name: value for name, value in query.items() if name != "Action"}
        found: str | None = action_of(service, method, path, headers, body, query)
        return found

    def resource_of_it(service: str, method: str, path: str, *more: Any) -> str:
        # MiniStack would look for it in JSON, and such a body is CBOR
        return "*" if rpc_operation(service, path) else str(resource_of(service, method, path, *more))

    what_is_done._is_what_is_done = True  # type: ignore[attr-defined]
    iam_actions.extract_iam_action, iam_actions.extract_resource_arn = what_is_done, resource_of_it
    iam_evaluator.check_credentials = _checking_whether_all_is_allowed()
    for service, prefix in _PREFIXES.items():
        iam_actions.SERVICE_TO_IAM_NAMESPACE.setdefault(service, prefix)


def _checking_whether_all_is_allowed() -> Callable[..., AuthError | None]:
    """A check of who asks for what IAM has no name for; MiniStack's lets in whoever has a key."""
    check = iam_evaluator.check_credentials

    def check_all(key: str, service: str | None = None) -> AuthError | None:
        failure: AuthError | None = check(key, service)
        if failure or not key or not service or service == _ASKED_BEFORE:
            return failure
        prefix = iam_actions.SERVICE_TO_IAM_NAMESPACE.get(service, service)
        denied = iam_evaluator.enforce(key, f"{prefix}:{_UNNAMED}", service, get_region())
        return AuthError(*_DENIED) if denied else None

    return check_all
