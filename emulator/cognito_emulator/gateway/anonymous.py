"""Callers who name no key: nobody, where MiniStack takes an empty key for the root user's.

A foreign Authorization header gives it one, and so does an S3 request without a signature. What AWS's models
sign is refused to them, but what a bucket's owner gives to everybody. Sources: "AWS JSON policy elements:
Principal" in AWS's IAM user guide, "Bucket policy examples" in Amazon S3's user guide.
"""

from __future__ import annotations

from typing import Any

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import AuthError

MISSING = ("MissingAuthenticationToken", "Missing Authentication Token")
# An API's method and a function's URL may be open to all: their own settings say so
_BY_ANYBODY = frozenset({"execute-api:Invoke", "lambda:InvokeFunctionUrl"})
_BUCKET = "arn:aws:s3:::"


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
        if iam_evaluator._served_unsigned(service, action):
            return None  # of what its models do not sign AWS asks no policy, whoever has signed
        if key or action in _BY_ANYBODY or _asks_its_owner(service, resource_arn):
            return enforce(key, action, service, region, resource_arn, *more, **named)
        return AuthError(*MISSING)

    def check_somebody(key: str, service: str | None = None) -> Any:
        return check(key, service) if key else AuthError(*MISSING)

    enforce_somebody._refuses_nobody = True  # type: ignore[attr-defined]
    iam_evaluator.enforce, iam_evaluator.check_credentials = enforce_somebody, check_somebody


def _asks_its_owner(service: str, resource_arn: str) -> bool:
    """S3 asks policy, grants and form of a bucket that is there; about no bucket it asks nothing."""
    if service != "s3" or not resource_arn.startswith(_BUCKET):
        return False
    from ministack.services import s3  # noqa: PLC0415 - an engine that loads all services starts slowly

    bucket = resource_arn.removeprefix(_BUCKET).partition("/")[0]
    return s3._bucket_owner_account(bucket) is not None
