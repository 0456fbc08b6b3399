"""Approve or reject those whose user type needs it (`python -m scripts.operator.approvals --help`).

On a local stack, or with --aws and an operator's own credentials on AWS. Each command may be repeated, and
after Ctrl-C the same one completes what it began. The credentials need cognito-idp:AdminGetUser and
AdminAddUserToGroup on the pool, dynamodb:Scan and UpdateItem on the table.
"""

from __future__ import annotations

import argparse
from datetime import datetime, timezone

from rich.markup import escape

from scripts.console import console
from scripts.operator.approval_decisions import Approvals, Decision
from scripts.operator.command import add_person_options, add_stack_options, run_operator_command
from scripts.operator.pool_user import PoolUser, user_of
from scripts.stack_file import Stack


def main() -> None:
    options = _parse_options()
    commands = {"pending": _pending, "approve": _approve, "reject": _reject}
    run_operator_command(options, lambda stack: commands[options.command](stack, options))


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.operator.approvals",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in (
        ("pending", "who waits for approval"),
        ("approve", "give a person the group of their type"),
        ("reject", "record that a person does not get it"),
    ):
        command = commands.add_parser(name, help=purpose, description=purpose)
        add_stack_options(command)
        if name != "pending":
            add_person_options(command)
    return parser.parse_args()


def _pending(stack: Stack, _: argparse.Namespace) -> int:
    with console.status("Reading the profiles …"):
        waiting = Approvals(stack).pending()
    if not waiting:
        console.print("Nobody waits for approval.")
        return 0
    for person in waiting:
        email, name = (person.user.email, person.user.name) if person.user else ("(gone)", "")
        waits = f"{person.user_type}, for {_how_long(person.since)}"
        # an address and a sub are there to be copied: a narrow terminal wraps them and cuts nothing
        console.print(
            f"  [bold]{escape(email)}[/]  {escape(waits)}  {escape(person.user_id)}  {escape(name)}",
            soft_wrap=True,
        )
    console.print(f"[dim]{len(waiting)} waiting; next[/]  [bold]make approve EMAIL=…[/] or SUB=…, or reject")
    if any(person.user is None for person in waiting):
        console.print("[dim]who is gone is closed by[/]  [bold]make reconcile REPAIR=1[/]")
    return 0


def _how_long(since: str) -> str:
    """The time from a profile's `created_at` until now, in its largest unit; empty where there is none."""
    try:
        begun = datetime.fromisoformat(since.replace("Z", "+00:00"))
    except ValueError:
        return ""
    minutes = max(0, int((datetime.now(timezone.utc) - begun).total_seconds() // 60))
    days, hours = minutes // (24 * 60), minutes // 60
    return f"{days} d" if days else f"{hours} h" if hours else f"{minutes} min"


def _approve(stack: Stack, options: argparse.Namespace) -> int:
    decision = Approvals(stack).approve(_person(stack, options))
    _show(decision, f"Approved: they are in the group {decision.user_type} from their next login on.")
    return 0


def _reject(stack: Stack, options: argparse.Namespace) -> int:
    _show(
        Approvals(stack).reject(_person(stack, options)), "Rejected: they keep their login and get no group."
    )
    return 0


def _person(stack: Stack, options: argparse.Namespace) -> PoolUser:
    return user_of(stack, email=options.email, sub=options.sub)


def _show(decision: Decision, effect: str) -> None:
    before = "" if decision.is_new else " [dim](decided before)[/]"
    console.print(f"[green]✓[/] {escape(effect)}{before}", soft_wrap=True)
    console.print(
        f"  [dim]by[/] {escape(decision.decided_by)} [dim]at[/] {decision.decided_at}", soft_wrap=True
    )


if __name__ == "__main__":
    main()
