"""Approve or reject those whose user type needs it (`python -m scripts.operator.approvals --help`).

On a local stack, or with --aws and an operator's own credentials on AWS. Each command may be repeated, and
after Ctrl-C the same one completes what it began. The credentials need cognito-idp:AdminGetUser and
AdminAddUserToGroup on the pool, dynamodb:Scan and UpdateItem on the table.
"""

from __future__ import annotations

import argparse

from rich.markup import escape
from rich.table import Column, Table

from scripts.console import console
from scripts.operator.approval_decisions import Approvals, Decision
from scripts.operator.command import add_stack_options, run_operator_command
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
            command.add_argument("--email", required=True, help="the address that they signed up with")
    return parser.parse_args()


def _pending(stack: Stack, _: argparse.Namespace) -> int:
    with console.status("Reading the profiles …"):
        profiles = Approvals(stack).pending()
    if not profiles:
        console.print("Nobody waits for approval.")
        return 0
    # an address is there to be copied, so where the terminal is narrow a name gives way
    whole = [Column(header, no_wrap=True) for header in ("e-mail", "since (UTC)", "type")]
    table = Table(*whole, "name", box=None, padding=(0, 2, 0, 2))
    for profile in profiles:
        since = profile.get("created_at", "")[:16].replace("T", " ")
        email, user_type, name = (escape(profile.get(field, "")) for field in ("email", "user_type", "name"))
        table.add_row(email, since, user_type, name)
    console.print(table)
    console.print(f"[dim]{len(profiles)} waiting; next[/]  [bold]make approve EMAIL=…[/] or reject")
    return 0


def _approve(stack: Stack, options: argparse.Namespace) -> int:
    decision = Approvals(stack).approve(options.email)
    _show(decision, f"Approved: they are in the group {decision.user_type} from their next login on.")
    return 0


def _reject(stack: Stack, options: argparse.Namespace) -> int:
    _show(Approvals(stack).reject(options.email), "Rejected: they keep their login and get no group.")
    return 0


def _show(decision: Decision, effect: str) -> None:
    before = "" if decision.is_new else " [dim](decided before)[/]"
    console.print(f"[green]✓[/] {escape(effect)}{before}", soft_wrap=True)
    console.print(
        f"  [dim]by[/] {escape(decision.decided_by)} [dim]at[/] {decision.decided_at}", soft_wrap=True
    )


if __name__ == "__main__":
    main()
