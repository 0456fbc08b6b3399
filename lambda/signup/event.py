"""Cognito's trigger event, as far as a sign-up needs it.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
Fields that are not needed may be missing, new or of any type: AWS adds to its events without notice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from signup.errors import MalformedEventError
from signup.proof import SIGN_UP_SOURCES

CONFIRM_SIGN_UP = "PostConfirmation_ConfirmSignUp"
USER_TYPE_ATTRIBUTE = "custom:user_type"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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
    source = _object(event).get("triggerSource")
    return source if isinstance(source, str) else ""


def parse_sign_up(event: Mapping[str, object]) -> SignUp:
    """Return the person whom the event is about. Raises MalformedEventError, naming the missing field."""
    attributes = _mapping(_mapping(event, "request"), "userAttributes")
    return sign_up_of(_required(event, "userPoolId"), _required(event, "userName"), attributes)


def sign_up_of(user_pool_id: str, username: str, attributes: Mapping[str, object]) -> SignUp:
    """Return the person who has these attributes in the pool. Raises MalformedEventError."""
    return SignUp(
        user_pool_id=user_pool_id,
        username=username,
        sub=_required(attributes, "sub"),
        email=_optional(attributes, "email"),
        name=_optional(attributes, "name"),
        user_type=_optional(attributes, USER_TYPE_ATTRIBUTE),
    )


def signed_up_username(event: Mapping[str, object]) -> str | None:
    """Return the user name that PreSignUp gives to whoever signs up; None for an administrator's user.

    Where people sign in by e-mail address, it is a UUID that Cognito has made for them. Any other may be an
    address, so it is not returned: what is returned may be logged.
    """
    username = event.get("userName")
    is_sign_up = trigger_source(event) in SIGN_UP_SOURCES
    return username if is_sign_up and isinstance(username, str) and _UUID.fullmatch(username) else None


def asked_user_type(event: object) -> str | None:
    """Return the type that a PreSignUp event asks for, None for no type. Raises MalformedEventError.

    Its attributes are those that the request brought, so there may be none at all.
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
    """
    request = _mapping(_object(event), "request")
    if request.get("userAttributes") is None:
        return None
    return _optional(_mapping(request, "userAttributes"), USER_TYPE_ATTRIBUTE)


def client_metadata(event: object) -> Mapping[str, object]:
    """Return what the app sent along with the call that fired the trigger; an empty mapping for nothing."""
    metadata = _mapping(_object(event), "request").get("clientMetadata")
    return metadata if isinstance(metadata, Mapping) else {}


def _object(event: object) -> Mapping[str, object]:
    if not isinstance(event, Mapping):
        raise MalformedEventError("JSON object")
    return event


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
