"""Operating a stack: the one on this machine, or the one that terraform/ has deployed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scripts.cli.options import about_a_person, of_a_stack, whole_number

if TYPE_CHECKING:
    from scripts.operator.command import WhichStack, Who

MOST_DAYS = 3650


@click.command("pending")
@of_a_stack
def _pending(which: WhichStack) -> int:
    """Who waits for approval"""
    from scripts.operator.approvals import pending
    from scripts.operator.command import on_stack

    return on_stack(which, pending)


@click.command("approve")
@about_a_person
@of_a_stack
def _approve(which: WhichStack, who: Who) -> int:
    """Give a person the group that they wait for

    The credentials need cognito-idp:AdminGetUser and AdminAddUserToGroup on the pool, dynamodb:Scan and
    UpdateItem on the table. After Ctrl-C the same command completes what it began.
    """
    from scripts.operator.approvals import approve
    from scripts.operator.command import on_stack

    return on_stack(which, lambda stack: approve(stack, who))


@click.command("reject")
@about_a_person
@of_a_stack
def _reject(which: WhichStack, who: Who) -> int:
    """Record that a person does not get the group"""
    from scripts.operator.approvals import reject
    from scripts.operator.command import on_stack

    return on_stack(which, lambda stack: reject(stack, who))


@click.command("adopt")
@about_a_person
@click.option("--type", required=True, help="The group, and the profile's user_type.  [TYPE=]")
@of_a_stack
def _adopt(which: WhichStack, who: Who, type: str) -> int:  # noqa: A002
    """Give somebody who has not signed up a profile and a group

    Whoever has a profile keeps it. The credentials need cognito-idp:AdminGetUser and AdminAddUserToGroup on
    the pool, dynamodb:PutItem on the table, and sts:GetCallerIdentity.
    """
    from scripts.operator.adopt import adopt
    from scripts.operator.command import on_stack

    return on_stack(which, lambda stack: adopt(stack, who, type))


@click.command("forget")
@about_a_person
@click.option("--yes", is_flag=True, help="Erase, do not only show.  [YES=1]")
@of_a_stack
def _forget(which: WhichStack, who: Who, *, yes: bool) -> int:
    """Show what would be erased of a person; with YES=1 erase it

    The receipt names the sub and no more. What backups and logs still hold is in docs/runbook.md. The
    credentials need cognito-idp:AdminGetUser and AdminDeleteUser on the pool, dynamodb:GetItem, Scan and
    DeleteItem on the table, sqs:GetQueueAttributes, ReceiveMessage, DeleteMessage and
    ChangeMessageVisibility on both queues.
    """
    from scripts.operator.command import on_stack
    from scripts.operator.forget import forget

    return on_stack(which, lambda stack: forget(stack, who, yes=yes))


@click.command("prune-unconfirmed")
@click.option("--days", default="7", help="How long they have had; 7 by default.  [DAYS=]")
@click.option("--yes", is_flag=True, help="Delete, do not only count.  [YES=1]")
@of_a_stack
def _prune_unconfirmed(which: WhichStack, days: str, *, yes: bool) -> int:
    """Show who has not confirmed for DAYS=; with YES=1 delete them

    The credentials need cognito-idp:ListUsers, AdminGetUser and AdminDeleteUser on the pool.
    """
    from scripts.operator.command import on_stack
    from scripts.operator.prune_unconfirmed import prune_unconfirmed

    number = whole_number("DAYS", days, MOST_DAYS, "prune-unconfirmed DAYS=7")
    return on_stack(which, lambda stack: prune_unconfirmed(stack, number, yes=yes))


@click.command("redrive")
@of_a_stack
def _redrive(which: WhichStack) -> int:
    """Put the repair queue's dead letters back

    The credentials need sqs:GetQueueAttributes, ReceiveMessage and DeleteMessage on the dead-letter queue,
    SendMessage on the other.
    """
    from scripts.operator.command import on_stack
    from scripts.operator.redrive import redrive

    return on_stack(which, redrive)


@click.command("reconcile")
@click.option("--repair", is_flag=True, help="Send those who lack something to the queue.  [REPAIR=1]")
@click.option("--resume", is_flag=True, help="Go on with an interrupted run.  [RESUME=1]")
@click.option(
    "--json", "report", type=click.Path(path_type=Path), help="Write the report there, for machines.  [JSON=]"
)
@of_a_stack
def _reconcile(which: WhichStack, report: Path | None, *, repair: bool, resume: bool) -> int:
    """Compare users, profiles and groups; REPAIR=1 mends, RESUME=1 goes on with an interrupted run

    Exit status 0: nothing is amiss, or all of it is being mended; 2: something is left for you. The
    credentials need cognito-idp:DescribeUserPool, ListUsers, ListUsersInGroup, AdminGetUser and
    AdminListGroupsForUser, dynamodb:Scan and GetItem, logs:FilterLogEvents; for --repair sqs:SendMessage,
    dynamodb:UpdateItem and sts:GetCallerIdentity.
    """
    from scripts.operator.command import on_stack
    from scripts.operator.reconcile import Asked, reconcile_and_show

    asked = Asked(repair, resume, which.on_aws, report)
    return on_stack(which, lambda stack: reconcile_and_show(stack, asked))


COMMANDS = (
    _pending,
    _approve,
    _reject,
    _adopt,
    _forget,
    _prune_unconfirmed,
    _redrive,
    _reconcile,
)
