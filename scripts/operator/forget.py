"""Erase a person: user, profile, and what the repair queue and its dead letters say of them (`make forget`).

Shows what there is and erases it with --yes. The user goes first, since nothing gives a profile to somebody
who is gone; then the messages, then the profile. Run again after an interruption, it erases what is left:
by --sub always, by --email as long as the pool or one profile alone has that address. A message that somebody
works on is waited for; one that stays unseen is an error that says so. The receipt names the sub and no more.
What backups and logs still hold is in docs/runbook.md.

The credentials need cognito-idp:AdminGetUser and AdminDeleteUser on the pool, dynamodb:GetItem, Scan and
DeleteItem on the table, sqs:GetQueueAttributes, ReceiveMessage, DeleteMessage and ChangeMessageVisibility on
both queues.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scripts.console import console
from scripts.errors import CommandError
from scripts.operator.approval_decisions import now
from scripts.operator.command import Who
from scripts.operator.pool_user import PoolUser, user_named
from scripts.operator.queue_messages import Look, counted, delete_messages, messages_about
from scripts.profile import profile_of
from scripts.shown import shown
from scripts.stack_file import Stack


@dataclass(frozen=True)
class Traces:
    """What there is of one person."""

    sub: str
    user: PoolUser | None
    has_profile: bool
    messages: Look

    @property
    def any(self) -> bool:
        return self.user is not None or self.has_profile or self.messages.found > 0


def forget(stack: Stack, who: Who, *, yes: bool) -> int:
    """Show what there is of a person; with `yes` erase it."""
    sub = who.sub or _sub_of_address(stack, who.email or "")
    traces = traces_of(stack, sub)
    if not traces.any:
        _check_that_all_was_seen(stack, traces, "Of what could be seen nothing is")
        console.print(f"[green]✓[/] There is nothing of {shown(sub)}: no user, no profile, no message.")
        return 0
    _show(traces)
    if not yes:
        console.print(f"[dim]Nothing is erased yet. next:[/] [bold]{shown(_once_more(stack, sub))}[/]")
        return 0
    erase(stack, traces)
    left = traces_of(stack, sub)
    if left.any:
        raise CommandError(f"Something of {sub} is there again.", _once_more(stack, sub))
    _check_that_all_was_seen(stack, left, "Erased is what could be seen")
    found = counted(traces.messages.found)
    console.print(f"[green]✓[/] Erased {shown(sub)} at {now()}: user, profile, {found}.")
    console.print("  Backups and logs: see Erasure in docs/runbook.md.")
    return 0


def _check_that_all_was_seen(stack: Stack, traces: Traces, done: str) -> None:
    """CommandError where a message is in work: it may be about the person, and give them a profile again."""
    unseen = traces.messages.unseen
    if unseen:
        raise CommandError(
            f"{done} of {traces.sub}. {counted(unseen)} in work could not be looked at, and may be about "
            "them: try again when the repair function has ended.",
            _once_more(stack, traces.sub),
        )


def _once_more(stack: Stack, sub: str) -> str:
    where = "AWS=1 " if stack.endpoint_url is None else ""
    return f"make forget {where}SUB={sub} YES=1"


def traces_of(stack: Stack, sub: str) -> Traces:
    """What the pool, the table and the queues have of a sub now."""
    user = user_named(stack, sub)
    has_profile = profile_of(stack, sub) is not None
    return Traces(sub, user if user and user.sub == sub else None, has_profile, messages_about(stack, sub))


def erase(stack: Stack, traces: Traces) -> None:
    """Erase all of it; a second call erases what is left."""
    cognito = stack.cognito()
    if traces.user:
        try:
            cognito.admin_delete_user(UserPoolId=stack.user_pool_id, Username=traces.user.username)
        except cognito.exceptions.UserNotFoundException:
            console.print("  The user has just left the pool by themselves.")
    delete_messages(stack, traces.sub)
    stack.dynamodb().delete_item(TableName=stack.table_name, Key={"user_id": {"S": traces.sub}})


def _sub_of_address(stack: Stack, email: str) -> str:
    user = user_named(stack, email)
    found = [user.sub] if user else _orphans_with_address(stack, email)
    if not found:
        raise CommandError("Neither the user pool nor a profile has that e-mail address.", "make reconcile")
    if len(found) > 1:
        raise CommandError(
            f"{len(found)} people who are gone had that address: {', '.join(found)}.", "make forget SUB=…"
        )
    return found[0]


def _orphans_with_address(stack: Stack, email: str) -> list[str]:
    """The subs of profiles with that address whose user is gone: a profile's address is a copy."""
    pages: Any = (
        stack.dynamodb()
        .get_paginator("scan")
        .paginate(
            TableName=stack.table_name,
            FilterExpression="email = :email",
            ProjectionExpression="user_id",
            ExpressionAttributeValues={":email": {"S": email}},
        )
    )
    subs = [str(item["user_id"]["S"]) for page in pages for item in page["Items"]]
    return [sub for sub in subs if user_named(stack, sub) is None]


def _show(traces: Traces) -> None:
    console.print(f"Of {shown(traces.sub)} there is")
    status = traces.user.status if traces.user else ""
    console.print(f"  {'a user, ' + status if traces.user else 'no user'}")
    console.print(f"  {'a profile' if traces.has_profile else 'no profile'}")
    console.print(f"  {counted(traces.messages.found)} in the repair queue and its dead letters")
    if traces.messages.unseen:
        console.print(f"  {counted(traces.messages.unseen)} in work there, which could not be looked at")
