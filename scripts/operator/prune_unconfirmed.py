"""Delete who signed up and has not confirmed for some days (`make prune-unconfirmed DAYS=7`).

Shows how many there are, and deletes them with --yes; each is looked at once more right before, so who
confirms meanwhile stays. They have no profile and no group. The credentials need cognito-idp:ListUsers,
AdminGetUser and AdminDeleteUser on the pool.
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from scripts.console import console
from scripts.operator.command import add_stack_options, run_operator_command
from scripts.operator.pace import Pace
from scripts.operator.pool_user import user_named
from scripts.stack_file import Stack
from scripts.user_status import UNCONFIRMED

DELETIONS_A_SECOND = Pace(10)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.operator.prune_unconfirmed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--days", type=_days, default=7, help="how long they have had (default: %(default)s)")
    parser.add_argument("--yes", action="store_true", help="delete, do not only count")
    add_stack_options(parser)
    options = parser.parse_args()
    run_operator_command(options, lambda stack: _prune(stack, options))


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 3650):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 1 to 3650")
    return int(text)


def _prune(stack: Stack, options: argparse.Namespace) -> int:
    until = datetime.now(timezone.utc) - timedelta(days=options.days)
    with console.status("Reading the users …"):
        waiting = list(unconfirmed_since(stack, until))
    if not waiting:
        console.print(f"Nobody has been unconfirmed for {options.days} days.")
        return 0
    if not options.yes:
        console.print(f"{len(waiting)} people have not confirmed for {options.days} days.")
        console.print(
            f"[dim]Nobody is deleted yet. next:[/] [bold]make prune-unconfirmed DAYS={options.days} YES=1[/]"
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


if __name__ == "__main__":
    main()
