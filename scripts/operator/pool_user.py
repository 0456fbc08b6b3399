"""A user as the pool has them now, found by an address or by the sub that never changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scripts.errors import CommandError
from scripts.stack_file import Stack


@dataclass(frozen=True)
class PoolUser:
    """`status` is Cognito's UserStatus; a name or an address that is not there is empty."""

    sub: str
    username: str
    status: str
    created: datetime
    email: str = field(repr=False)
    name: str = field(repr=False)


def user_named(stack: Stack, name: str) -> PoolUser | None:
    """The user whom the pool finds by a user name, an e-mail address or a sub; None for nobody."""
    cognito = stack.cognito()
    try:
        found: Any = cognito.admin_get_user(UserPoolId=stack.user_pool_id, Username=name)
    except cognito.exceptions.UserNotFoundException:
        return None
    attributes = {pair["Name"]: pair.get("Value", "") for pair in found["UserAttributes"]}
    return PoolUser(
        sub=attributes["sub"],
        username=found["Username"],
        status=found["UserStatus"],
        created=found["UserCreateDate"],
        email=attributes.get("email", ""),
        name=attributes.get("name", ""),
    )


def user_of(stack: Stack, *, email: str | None, sub: str | None) -> PoolUser:
    """The one user whom an operator means. Raises CommandError for nobody, and for another one's sub."""
    user = user_named(stack, sub or email or "")
    if user is None or (sub and user.sub != sub):
        what = "that sub" if sub else "that e-mail address"
        raise CommandError(f"Nobody in the user pool has {what}.", "make pending")
    return user


def groups_of(stack: Stack, username: str) -> set[str]:
    """The names of the user's groups."""
    pages = stack.cognito().get_paginator("admin_list_groups_for_user")
    found = pages.paginate(UserPoolId=stack.user_pool_id, Username=username)
    return {group["GroupName"] for page in found for group in page["Groups"]}
