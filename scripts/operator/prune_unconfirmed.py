"""Delete who signed up and has not confirmed for some days (`make prune-unconfirmed DAYS=7`).

Shows how many there are, and deletes them with --yes; each is looked at once more right before, so who
confirms meanwhile stays. They have no profile and no group. The credentials need cognito-idp:ListUsers,
AdminGetUser and AdminDeleteUser on the pool.
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from scripts.console import console
from scripts.operator.pace import Pace
from scripts.operator.pool_user import user_named
from scripts.stack_file import Stack
from scripts.user_status import UNCONFIRMED

DELETIONS_A_SECOND = Pace(10)


def prune_unconfirmed(stack: Stack, days: int, *, yes: bool) -> int:
    """Count who has not confirmed for so many days; with `yes` delete them."""
    until = datetime.now(timezone.utc) - timedelta(days=days)
    with console.status("Reading the users …"):
        waiting = list(unconfirmed_since(stack, until))
    if not waiting:
        console.print(f"Nobody has been unconfirmed for {days} days.")
        return 0
    if not yes:
        console.print(f"{len(waiting)} people have not confirmed for {days} days.")
        console.print(
            f"[dim]Nobody is deleted yet. next:[/] [bold]make prune-unconfirmed DAYS={days} YES=1[/]"
        )
        return 0
    deleted = sum(delete_if_unconfirmed(stack, username) for username in waiting)
    console.print(f"[green]✓[/] Deleted {deleted} of {len(waiting)}; the others have confirmed or left.")
    return 0


def unconfirmed_since(stack: Stack, until: datetime) -> Iterator[str]:
    """The user names of those who signed up before `until` and have not confirmed."""
    pages = stack.cognito().get_paginator("list_users")
    for page in pages.paginate(
        UserPoolId=stack.user_pool_id,
        AttributesToGet=["sub"],
        Filter=f'cognito:user_status = "{UNCONFIRMED}"',
    ):
        for user in page["Users"]:
            if user["UserStatus"] == UNCONFIRMED and user["UserCreateDate"] <= until:
                yield user["Username"]


def delete_if_unconfirmed(stack: Stack, username: str) -> bool:
    """Whether the user was still unconfirmed, and is deleted now."""
    DELETIONS_A_SECOND.wait()
    user = user_named(stack, username)
    if user is None or user.status != UNCONFIRMED:
        return False
    stack.cognito().admin_delete_user(UserPoolId=stack.user_pool_id, Username=user.username)
    return True
