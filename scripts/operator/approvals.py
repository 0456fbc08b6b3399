"""Approve or reject those whose user type needs it (`make pending`, `make approve`, `make reject`).

On a local stack, or with --aws and an operator's own credentials on AWS. Each command may be repeated, and
after Ctrl-C the same one completes what it began. The credentials need cognito-idp:AdminGetUser and
AdminAddUserToGroup on the pool, dynamodb:Scan and UpdateItem on the table.
"""

from __future__ import annotations

from scripts.console import console
from scripts.operator.age import age_of
from scripts.operator.approval_decisions import Approvals, Decision
from scripts.operator.command import Who
from scripts.shown import shown
from scripts.stack_file import Stack


def pending(stack: Stack) -> int:
    """Show who waits."""
    with console.status("Reading the profiles …"):
        waiting = Approvals(stack).pending()
    if not waiting:
        console.print("Nobody waits for approval.")
        return 0
    for person in waiting:
        email, name = (person.user.email, person.user.name) if person.user else ("(gone)", "")
        waits = f"{person.user_type}, for {age_of(person.since)}"
        # an address and a sub are there to be copied: a narrow terminal wraps them and cuts nothing
        console.print(
            f"  [bold]{shown(email)}[/]  {shown(waits)}  {shown(person.user_id)}  {shown(name)}",
            soft_wrap=True,
        )
    console.print(f"[dim]{len(waiting)} waiting; next[/]  [bold]make approve EMAIL=…[/] or SUB=…, or reject")
    if any(person.user is None for person in waiting):
        console.print("[dim]who is gone is closed by[/]  [bold]make reconcile REPAIR=1[/]")
    return 0


def approve(stack: Stack, who: Who) -> int:
    """Give a person the group of their type."""
    decision = Approvals(stack).approve(who.in_pool(stack))
    _show(decision, f"Approved: they are in the group {decision.user_type} from their next login on.")
    return 0


def reject(stack: Stack, who: Who) -> int:
    """Record that a person does not get it."""
    decision = Approvals(stack).reject(who.in_pool(stack))
    _show(decision, "Rejected: they keep their login and get no group.")
    return 0


def _show(decision: Decision, effect: str) -> None:
    before = "" if decision.is_new else " [dim](decided before)[/]"
    console.print(f"[green]✓[/] {shown(effect)}{before}", soft_wrap=True)
    console.print(
        f"  [dim]by[/] {shown(decision.decided_by)} [dim]at[/] {decision.decided_at}", soft_wrap=True
    )
