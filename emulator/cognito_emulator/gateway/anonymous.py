"""Callers who name no key: nobody, where MiniStack takes an empty key for the root user's.

A foreign Authorization header gives it one, and so does an S3 request without a signature. What AWS's models
sign is refused to them, but for a bucket whose policy lets everybody in. Sources: "AWS JSON policy elements:
Principal" in AWS's IAM user guide, "Bucket policy examples" in Amazon S3's user guide.
"""

from __future__ import annotations

from typing import Any

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import AuthError, EvalContext, evaluate_resource_policy

MISSING = ("MissingAuthenticationToken", "Missing Authentication Token")
# An API's method and a function's URL may be open to all: their own settings say so
_BY_ANYBODY = frozenset({"execute-api:Invoke", "lambda:InvokeFunctionUrl"})


def take_nobody_for_root() -> None:
    """Refuse whoever names no key what AWS's models sign.

    MiniStack looks both decisions up in their module at every request, so they are replaced there, once.
    """
    enforce, check = iam_evaluator.enforce, iam_evaluator.check_credentials
    if getattr(enforce, "_refuses_nobody", False):
        return

    def enforce_somebody(
        key: str, action: str, service: str, region: str, resource_arn: str = "*", *more: Any, **named: Any
    ) -> Any:
        if key or action in _BY_ANYBODY or iam_evaluator._served_unsigned(service, action):
            return enforce(key, action, service, region, resource_arn, *more, **named)
        is_public = service == "s3" and _is_public(action, region, resource_arn)
        return None if is_public else AuthError(*MISSING)

    def check_somebody(key: str, service: str | None = None) -> Any:
        is_open = service == "cognito-idp"  # its OAuth endpoints; to its operations `Authorization` sees
        return check(key, service) if key or is_open else AuthError(*MISSING)

    enforce_somebody._refuses_nobody = True  # type: ignore[attr-defined]
    iam_evaluator.enforce, iam_evaluator.check_credentials = enforce_somebody, check_somebody


def _is_public(action: str, region: str, resource_arn: str) -> bool:
    """Whether the policy of a bucket allows this to everybody."""
    found = iam_evaluator._resource_policy("s3", resource_arn)
    if found is None:
        return False
    nobody = EvalContext("*", "Anonymous", "anonymous", action, resource_arn, region)
    return bool(evaluate_resource_policy(found[0], nobody).decision == "Allow")
