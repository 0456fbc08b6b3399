"""Cognito's trigger event, as far as a sign-up needs it.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
Fields that are not needed may be missing, new or of any type: AWS adds to its events without notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from signup.errors import MalformedEventError

CONFIRM_SIGN_UP = "PostConfirmation_ConfirmSignUp"
USER_TYPE_ATTRIBUTE = "custom:user_type"


@dataclass(frozen=True, slots=True, repr=False)
class SignUp:
    """A confirmed person. Has no repr of its fields, so that none gets into a log by accident."""

    user_pool_id: str
    username: str
    sub: str
    email: str | None
    name: str | None
    user_type: str | None


def trigger_source(event: object) -> str:
    """Return the event's trigger source, "" where it has none. Raises MalformedEventError."""
    if not isinstance(event, Mapping):
        raise MalformedEventError("JSON object")
    source = event.get("triggerSource")
    return source if isinstance(source, str) else ""


def parse_sign_up(event: Mapping[str, object]) -> SignUp:
    """Return the person whom the event is about. Raises MalformedEventError, naming the missing field."""
    attributes = _mapping(_mapping(event, "request"), "userAttributes")
    return SignUp(
        user_pool_id=_required(event, "userPoolId"),
        username=_required(event, "userName"),
        sub=_required(attributes, "sub"),
        email=_optional(attributes, "email"),
        name=_optional(attributes, "name"),
        user_type=_optional(attributes, USER_TYPE_ATTRIBUTE),
    )


def _mapping(parent: Mapping[str, object], field: str) -> Mapping[str, object]:
    value = parent.get(field)
    if not isinstance(value, Mapping):
        raise MalformedEventError(field)
    return value


def _required(parent: Mapping[str, object], field: str) -> str:
    value = _optional(parent, field)
    if value is None:
        raise MalformedEventError(field)
    return value


def _optional(parent: Mapping[str, object], field: str) -> str | None:
    value = parent.get(field)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise MalformedEventError(field)
    return value
