"""Compare the pool's confirmed users with profiles and groups, and repair what is missing (`make reconcile`).

Reports by default; --repair sends to the repair queue who has signed up and lacks a profile or a group, or
whose profile has an earlier address, and closes the wait of who is gone. The rest is only reported: a group
that a profile does not allow, a profile without a user, and who came without signing up. An interrupted run
is gone on with only by --resume: what it has listed may be of days ago. Exit status 0: nothing is amiss, or
all of it is being mended; 2: something is left for you.

The credentials need cognito-idp:DescribeUserPool, ListUsers, ListUsersInGroup, AdminGetUser and
AdminListGroupsForUser, dynamodb:Scan and GetItem, logs:FilterLogEvents; for --repair sqs:SendMessage,
dynamodb:UpdateItem and sts:GetCallerIdentity.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from scripts.console import console
from scripts.errors import CommandError
from scripts.interrupts import Interrupted
from scripts.operator.age import age_of
from scripts.operator.reconciliation.inventory import Progressed, unfinished
from scripts.operator.reconciliation.reconciliation import Reconciliation, reconcile
from scripts.paths import LOCAL
from scripts.shown import shown
from scripts.stack_file import Stack

LEFT_FOR_YOU = 2
SHOWN = 20


@dataclass(frozen=True)
class Asked:
    """What a run is asked for: to mend, to go on with an interrupted one, a report for machines."""

    repair: bool = False
    resume: bool = False
    on_aws: bool = False
    json: Path | None = None


def reconcile_and_show(stack: Stack, asked: Asked) -> int:
    """0: nothing is amiss, or all of it is being mended; 2: something is left for whoever asks."""
    checkpoint = LOCAL / "reconcile" / f"{stack.user_pool_id}.json"
    _tell_of_unfinished(checkpoint, resume=asked.resume)
    with resumable(checkpoint, asked), _progress() as progressed:
        result = reconcile(stack, checkpoint, repair=asked.repair, resume=asked.resume, progressed=progressed)
    _show(result)
    if asked.json:
        asked.json.write_text(json.dumps(result.report(stack), indent=2) + "\n")
    return LEFT_FOR_YOU if result.left else 0


def _tell_of_unfinished(checkpoint: Path, *, resume: bool) -> None:
    """Say how old an interrupted run is, before anything takes its place."""
    if resume:
        console.print(f"  Going on with the run that was begun {age_of(unfinished(checkpoint).begun)} ago.")
    elif checkpoint.exists():
        age = age_of(datetime.fromtimestamp(checkpoint.stat().st_mtime, timezone.utc).isoformat())
        console.print(f"  An unfinished run of {age} ago is left aside: this one begins anew.")
        console.print("  [dim]to take one up:[/] [bold]make reconcile RESUME=1[/]")


@contextmanager
def resumable(checkpoint: Path, asked: Asked) -> Iterator[None]:
    """An interruption names the command that goes on: the same one would begin anew."""
    try:
        yield
    except Interrupted as interruption:
        if not checkpoint.exists():
            raise
        again = [name for name, given in (("REPAIR=1", asked.repair), ("AWS=1", asked.on_aws)) if given]
        raise CommandError(
            f"Interrupted by {interruption.name}; what is listed is kept.",
            " ".join(["make reconcile RESUME=1", *again]),
            interruption.exit_status,
        ) from None


@contextmanager
def _progress() -> Iterator[Progressed]:
    columns = (
        TextColumn("{task.description:<10}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def progressed(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, rate="")
            speed = progress.tasks[tasks[what]].speed
            progress.update(tasks[what], completed=done, total=total, rate=f"{speed:.0f}/s" if speed else "")

        yield progressed


def _show(result: Reconciliation) -> None:
    counts = f"{result.inventory.confirmed} confirmed users, {len(result.inventory.profiles)} profiles"
    if not result.found:
        console.print(f"[bold green]✓ Nothing is amiss:[/] {counts}.")
        return
    table = Table("what does not fit", "user_id", "what happens", box=None, padding=(0, 2))
    for finding in result.found[:SHOWN]:
        action = "being mended" if finding in result.repaired else finding.kind.way_out
        table.add_row(finding.kind.value, shown(finding.user_id), action)
    console.print(table)
    if len(result.found) > SHOWN:
        console.print(f"  … and {len(result.found) - SHOWN} more; --json FILE has all of them")
    amiss = sum(finding.kind.is_amiss for finding in result.found)
    console.print(f"{counts}: {amiss} findings, {len(result.repaired)} being mended.")
    if any(finding.kind.is_repairable for finding in result.left):
        console.print("  [dim]next:[/] [bold]make reconcile REPAIR=1[/]")
