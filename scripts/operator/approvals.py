"""Approve or reject those whose user type needs it (`python -m scripts.operator.approvals --help`).

On a local stack, or with --aws and an operator's own credentials on AWS. Each command may be repeated, and
after Ctrl-C the same one completes what it began. The credentials need cognito-idp:AdminGetUser and
AdminAddUserToGroup on the pool, dynamodb:Scan and UpdateItem on the table.
"""

from __future__ import annotations

import argparse

from scripts.console import console
from scripts.operator.age import age_of
from scripts.operator.approval_decisions import Approvals, Decision
from scripts.operator.command import add_person_options, add_stack_options, run_operator_command
from scripts.operator.pool_user import PoolUser, user_of
from scripts.shown import shown
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
    console.print(f"[green]✓[/] {shown(effect)}{before}", soft_wrap=True)
    console.print(
        f"  [dim]by[/] {shown(decision.decided_by)} [dim]at[/] {decision.decided_at}", soft_wrap=True
    )


if __name__ == "__main__":
    main()
